// A random graph of processes and the edges between them, and what each process does with the ends that are its own.
#pragma once
#include <poll.h>
#include "flows.h"

enum { PROCESSES_MOST = 32, EDGES_MOST = 200 };

struct edge { enum kind kind; int ends[2], owners[2]; };

static struct edge edges[EDGES_MOST];
static struct flow *flows[2 * EDGES_MOST];
static int edge_count, flow_count;
static uint64_t random_state;

static uint32_t random_below(uint32_t limit) { return (uint32_t)(mix(random_state += 0x9e3779b97f4a7c15) % limit); }

static void choose_owners(struct edge *edge, int processes)
{
    edge->owners[0] = (int)random_below((uint32_t)processes);
    edge->owners[1] = (edge->owners[0] + 1 + (int)random_below((uint32_t)processes - 1)) % processes;
}

static void add_flow(int id, struct edge *edge, int end, int is_incoming)
{
    static const int eagernesses[] = { 100, 100, 40, 4 };
    struct flow *flow = calloc(1, sizeof *flow);
    *flow = (struct flow) { .id = id, .file = edge->ends[end], .is_incoming = is_incoming, .kind = edge->kind, .eagerness = eagernesses[mix(id) % 4] };
    flow->last = id % 7 == 3 ? 500 : UINT64_MAX;
    flows[flow_count++] = flow;
}

// Keeps what belongs to this process and closes the rest.
static void take_part(int self)
{
    for (int index = 0; index < edge_count; index++)
        for (int end = 0; end < 2; end++) {
            struct edge *edge = &edges[index];
            if (edge->owners[end] != self) {
                close(edge->ends[end]);
                continue;
            }
            add_flow(2 * index, edge, end, end == 1);
            if (is_socket(edge->kind))
                add_flow(2 * index + 1, edge, end, end == 0);
        }
}

// Until the file QUESTION exists, with a pause of some microseconds after each turn. Counts the messages that have come where all processes can see it.
static void converse(const char *question, useconds_t pause_us, uint64_t *messages)
{
    int is_over = 0, left = flow_count;
    for (uint64_t turn = 0; left > 0; turn++) {
        struct pollfd waiting[2 * EDGES_MOST];
        struct flow *served[2 * EDGES_MOST];
        int count = 0;
        is_over = is_over || (turn % 64 == 0 && access(question, F_OK) == 0);
        for (int index = 0; index < flow_count; index++)
            if (!flows[index]->is_finished && !must_wait(flows[index]) && (is_over || (int)random_below(100) < flows[index]->eagerness)) {
                waiting[count] = (struct pollfd) { .fd = flows[index]->file, .events = flows[index]->is_incoming ? POLLIN : POLLOUT };
                served[count++] = flows[index];
            }
        poll(waiting, (nfds_t)count, 5);
        for (int index = 0; index < count; index++) {
            struct flow *flow = served[index];
            uint64_t before = flow->next;
            int goes_on = waiting[index].revents != 0;
            while (goes_on && !flow->is_finished)
                goes_on = (flow->is_incoming ? receive_some(flow) : send_some(flow, is_over)) && (flow->eagerness < 50 || random_below(8));
            left -= flow->is_finished;
            if (flow->is_incoming)
                __atomic_add_fetch(messages, flow->next - before, __ATOMIC_RELAXED);
        }
        if (pause_us > 0 && !is_over)
            usleep(pause_us);
    }
}
