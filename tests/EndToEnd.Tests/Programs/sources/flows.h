// One direction of an edge: messages of random lengths, numbered, with a checksum and a content that both sides can compute.
#pragma once
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include "edges.h"

enum { CONTENT_MOST = 3000, BUFFER = 2 * (CONTENT_MOST + 64), FLOWS_MOST = 400, UNTAKEN_MOST = 8 };

// How many messages have been taken of each flow over a kind that drops what there is no room for: in memory that both sides share, so that the sender waits for room.
static uint64_t *taken;

static void share_counts(void)
{
    taken = mmap(NULL, FLOWS_MOST * sizeof *taken, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(taken == MAP_FAILED ? -1 : 0, "mmap");
}

struct header { uint32_t flow, length, is_last, checksum; uint64_t number; };

struct flow {
    int id, file, is_incoming, eagerness; // percent of the turns in which it is served
    enum kind kind;
    uint64_t next, last;                  // numbers; after the last one it ends early
    size_t have, done;
    int is_finished;
    unsigned char buffer[BUFFER];
};

static inline uint64_t mix(uint64_t value)
{
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

static uint32_t fill(unsigned char *content, uint32_t flow, uint64_t number, uint32_t length)
{
    uint32_t sum = 1;
    uint64_t state = mix((uint64_t)flow << 40 ^ number);
    for (uint32_t at = 0; at < length; at++) {
        state += at % 8 ? 0 : 0x9e3779b97f4a7c15;
        content[at] = (unsigned char)(mix(state) >> at % 8 * 8);
        sum = sum * 31 + content[at];
    }
    return sum;
}

static void wrong(struct flow *flow, const char *what, uint64_t seen)
{
    printf("fail: flow %d (%s), message %llu: %s (%llu)\n", flow->id, kind_names[flow->kind], (unsigned long long)flow->next, what, (unsigned long long)seen);
    fflush(stdout);
    _exit(1);
}

// A peer that is killed hangs up. Where that may be, who hears it will be killed next, or stands still for good, which nobody takes for a result.
static int peers_may_be_killed;

static void broken(struct flow *flow, const char *what, uint64_t seen)
{
    while (peers_may_be_killed)
        pause();
    wrong(flow, what, seen);
}

// Whether the other side has to take something first. Its socket would not say so.
static int must_wait(struct flow *flow)
{
    return !flow->is_incoming && is_lossy(flow->kind) && flow->next - __atomic_load_n(&taken[flow->id], __ATOMIC_ACQUIRE) >= UNTAKEN_MOST;
}

// Writes what the other side takes. Returns whether anything went.
static int send_some(struct flow *flow, int is_over)
{
    if (must_wait(flow))
        return 0;
    if (flow->have == 0) {
        struct header header = { .flow = flow->id, .number = flow->next, .is_last = is_over || flow->next == flow->last };
        header.length = header.is_last ? 0 : (uint32_t)(mix(flow->next * 77 + flow->id) % CONTENT_MOST);
        header.checksum = fill(flow->buffer + sizeof header, flow->id, flow->next, header.length);
        memcpy(flow->buffer, &header, sizeof header);
        flow->have = sizeof header + header.length, flow->done = 0;
    }
    ssize_t count = write(flow->file, flow->buffer + flow->done, flow->have - flow->done);
    if (count < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOBUFS))
        return 0;
    if (count <= 0)
        broken(flow, "cannot be sent", (uint64_t)errno);
    if (keeps_boundaries(flow->kind) && (size_t)count != flow->have)
        wrong(flow, "only a part was sent", (uint64_t)count);
    if ((flow->done += (size_t)count) < flow->have)
        return 1;
    flow->is_finished = ((struct header *)flow->buffer)->is_last != 0;
    flow->next++, flow->have = 0;
    if (flow->is_finished && is_socket(flow->kind) && !is_lossy(flow->kind))
        shutdown(flow->file, SHUT_WR);
    else if (flow->is_finished && !is_socket(flow->kind))
        close(flow->file);
    return 1;
}

static void check(struct flow *flow, struct header *header)
{
    static unsigned char expected[CONTENT_MOST];
    if (header->flow != (uint32_t)flow->id)
        wrong(flow, "it belongs to another flow", header->flow);
    if (header->number != flow->next)
        wrong(flow, "it has another number", header->number);
    if (fill(expected, flow->id, flow->next, header->length) != header->checksum || memcmp(expected, header + 1, header->length) != 0)
        wrong(flow, "it has another content", header->length);
    flow->is_finished = header->is_last != 0;
    flow->next++;
    if (is_lossy(flow->kind))
        __atomic_store_n(&taken[flow->id], flow->next, __ATOMIC_RELEASE);
}

// Reads what has come, and checks every message that is complete. Returns whether there was anything.
static int receive_some(struct flow *flow)
{
    ssize_t count = read(flow->file, flow->buffer + flow->have, keeps_boundaries(flow->kind) ? CONTENT_MOST + sizeof(struct header) : sizeof flow->buffer - flow->have);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (count <= 0)
        broken(flow, count == 0 ? "the end came before the last message" : "cannot be received", (uint64_t)errno);
    flow->have += (size_t)count;
    size_t at = 0;
    struct header *header = (struct header *)flow->buffer;
    while (flow->have - at >= sizeof *header) {
        header = (struct header *)(flow->buffer + at);
        if (header->length > CONTENT_MOST)
            wrong(flow, "it has an impossible length", header->length);
        if (flow->have - at < sizeof *header + header->length)
            break;
        struct header whole[1 + CONTENT_MOST / sizeof(struct header) + 1];
        memcpy(whole, header, sizeof *header + header->length);
        check(flow, whole);
        at += sizeof *header + header->length;
    }
    memmove(flow->buffer, flow->buffer + at, flow->have -= at);
    if (keeps_boundaries(flow->kind) && flow->have > 0)
        wrong(flow, "its boundary is elsewhere", flow->have);
    return 1;
}
