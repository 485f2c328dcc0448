// traffic QUESTION SEED PROCESSES EDGES: processes in a random graph send each other numbered messages over every kind of connection as fast as they can,
// until the file QUESTION exists. Some read seldom and then all there is, so that queues are full now and empty then; some end one direction early. Says
// "ready", and in the end "pass" with the number of messages, or what was lost, doubled, disordered or changed.
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/wait.h>
#include "graph.h"

int main(int count, char **arguments)
{
    random_state = strtoull(count > 2 ? arguments[2] : "1", NULL, 10);
    int processes = atoi(count > 3 ? arguments[3] : "6"), status, failures = 0;
    edge_count = atoi(count > 4 ? arguments[4] : "30");
    if (count < 2 || processes < 2 || processes > PROCESSES_MOST || edge_count < 1 || edge_count > EDGES_MOST)
        return 2;
    share_counts();
    uint64_t *messages = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int index = 0; index < edge_count; index++) {
        struct edge *edge = &edges[index];
        edge->kind = index < KINDS ? (enum kind)index : (enum kind)random_below(KINDS);
        make_edge(edge->kind, index, edge->ends);
        choose_owners(edge, processes);
    }
    for (int self = 0; self < processes; self++)
        if (must(fork(), "fork") == 0) {
            random_state ^= mix((uint64_t)self + 1);
            take_part(self);
            converse(arguments[1], 0, messages);
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
