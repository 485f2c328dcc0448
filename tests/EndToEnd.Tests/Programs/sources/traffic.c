// traffic QUESTION SEED PROCESSES EDGES: processes in a random graph send each other numbered messages over every kind of connection as fast as they can,
// until the file QUESTION exists. Some read seldom and then all there is, so that queues are full now and empty then; some end one direction early. Says
// "ready", and in the end "pass" with the number of messages, or what was lost, doubled, disordered or changed.
#define _GNU_SOURCE
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include "flows.h"

enum { PROCESSES_MOST = 32, EDGES_MOST = 200 };

struct edge { enum kind kind; int ends[2], owners[2]; };

static struct edge edges[EDGES_MOST];
static struct flow *flows[2 * EDGES_MOST];
static int edge_count, flow_count;
static uint64_t random_state, *messages;

static uint32_t random_below(uint32_t limit) { return (uint32_t)(mix(random_state += 0x9e3779b97f4a7c15) % limit); }

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

static void converse(const char *question)
{
    int is_over = 0, left = flow_count;
    for (uint64_t turn = 0; left > 0; turn++) {
        struct pollfd waiting[2 * EDGES_MOST];
        struct flow *served[2 * EDGES_MOST];
        int count = 0;
        is_over = is_over || (turn % 64 == 0 && access(question, F_OK) == 0);
        for (int index = 0; index < flow_count; index++)
            if (!flows[index]->is_finished && (is_over || (int)random_below(100) < flows[index]->eagerness)) {
                waiting[count] = (struct pollfd) { .fd = flows[index]->file, .events = flows[index]->is_incoming ? POLLIN : POLLOUT };
                served[count++] = flows[index];
            }
        poll(waiting, (nfds_t)count, 5);
        for (int index = 0; index < count; index++) {
            struct flow *flow = served[index];
            int goes_on = waiting[index].revents != 0;
            while (goes_on && !flow->is_finished)
                goes_on = (flow->is_incoming ? receive_some(flow) : send_some(flow, is_over)) && (flow->eagerness < 50 || random_below(8));
            left -= flow->is_finished;
        }
    }
    for (int index = 0; index < flow_count; index++)
        if (flows[index]->is_incoming)
            __atomic_add_fetch(messages, flows[index]->next, __ATOMIC_RELAXED);
}

int main(int count, char **arguments)
{
    random_state = strtoull(count > 2 ? arguments[2] : "1", NULL, 10);
    int processes = atoi(count > 3 ? arguments[3] : "6"), status, failures = 0;
    edge_count = atoi(count > 4 ? arguments[4] : "30");
    if (count < 2 || processes < 2 || processes > PROCESSES_MOST || edge_count < 1 || edge_count > EDGES_MOST)
        return 2;
    messages = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int index = 0; index < edge_count; index++) {
        struct edge *edge = &edges[index];
        edge->kind = index < KINDS ? (enum kind)index : (enum kind)random_below(KINDS);
        make_edge(edge->kind, index, edge->ends);
        edge->owners[0] = (int)random_below((uint32_t)processes);
        edge->owners[1] = (edge->owners[0] + 1 + (int)random_below((uint32_t)processes - 1)) % processes;
    }
    for (int self = 0; self < processes; self++)
        if (must(fork(), "fork") == 0) {
            random_state ^= mix((uint64_t)self + 1);
            take_part(self);
            converse(arguments[1]);
            _exit(0);
        }
    for (int index = 0; index < edge_count; index++)
        close(edges[index].ends[0]), close(edges[index].ends[1]);
    printf("ready\n"), fflush(stdout);
    while (wait(&status) > 0)
        failures += status != 0;
    if (failures == 0)
        printf("pass: %llu messages\n", (unsigned long long)*messages);
    return failures != 0;
}
