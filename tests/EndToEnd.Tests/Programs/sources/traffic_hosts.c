// traffic_hosts SELF QUESTION SEED PROCESSES EDGES PAUSE FOLDER ADDRESS...: the part number SELF of a random graph of processes that send each other numbered messages, with a pause of some
// microseconds after each turn, until the file QUESTION exists. Process p belongs to the part p modulo the number of addresses; edges between parts are TCP connections that one of them has
// accepted through its listening socket, edges within a part are of every kind but FIFO (edges.h). Every part computes the same graph from the seed.
//
// FOLDER/SELF.result says in the end "right", or what was lost, doubled, disordered or changed. FOLDER/SELF.ledger is the ledger of the part's lives: every entry is
// "NUMBER HOST MILLISECONDS MESSAGES", and its number is one more than that of the entry before in the same life.
#define _GNU_SOURCE
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include "graph.h"

enum { PARTS_MOST = 8, PORT = 7000 };

static int part_count, part;
static struct { uint64_t messages; int failures; } *shared;
static const char *folder;

static int part_of(const struct edge *edge, int end) { return edge->owners[end] % part_count; }

static void choose_graph(int processes)
{
    for (int index = 0; index < edge_count; index++) {
        struct edge *edge = &edges[index];
        enum kind kind = (enum kind)random_below(KINDS);
        choose_owners(edge, processes);
        // The folder is everybody's, and simulated hosts have one kernel: a FIFO in it would be the same for a life that was stopped on one and its successor on another, which no two machines share.
        if (kind == FIFO)
            kind = PIPE;
        edge->kind = part_of(edge, 0) == part_of(edge, 1) ? kind : TCP4;
        edge->ends[0] = edge->ends[1] = -1;
    }
}

static void prepare(int file)
{
    int bytes = 65536, yes = 1;     // see connect_pair
    must(setsockopt(file, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes), "SO_SNDBUF");
    must(setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes), "TCP_NODELAY");
    must(fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK), "fcntl");
}

// The first end of an edge between parts connects, and says which edge it is.
static void make_edges(char **addresses)
{
    int yes = 1, listener = must(socket(AF_INET, SOCK_STREAM, 0), "socket"), expected = 0;
    struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons((uint16_t)(PORT + part)) };
    must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), "SO_REUSEADDR");
    must(bind(listener, (struct sockaddr *)&place, sizeof place), "bind");
    must(listen(listener, EDGES_MOST), "listen");
    for (int32_t index = 0; index < edge_count; index++) {
        struct edge *edge = &edges[index];
        int from = part_of(edge, 0), to = part_of(edge, 1);
        if (from == part && to == part)
            make_edge(edge->kind, index, edge->ends);
        expected += from != part && to == part;
        if (from != part || to == part)
            continue;
        place.sin_port = htons((uint16_t)(PORT + to));
        must(inet_pton(AF_INET, addresses[to], &place.sin_addr) - 1, "inet_pton");
        for (;;) {
            edge->ends[0] = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
            if (connect(edge->ends[0], (struct sockaddr *)&place, sizeof place) == 0)
                break;
            close(edge->ends[0]);
            usleep(50000);
        }
        must((int)write(edge->ends[0], &index, sizeof index), "write");
        prepare(edge->ends[0]);
    }
    while (expected-- > 0) {
        int32_t index = -1;
        int file = must(accept(listener, NULL, NULL), "accept");
        if (recv(file, &index, sizeof index, MSG_WAITALL) != sizeof index || index < 0 || index >= edge_count || part_of(&edges[index], 1) != part)
            must(-1, "a connection that is none of this graph");
        prepare(edges[index].ends[1] = file);
    }
}

static int open_in_folder(const char *kind)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%d.%s", folder, part, kind);
    return must(open(path, O_WRONLY | O_CREAT | O_APPEND, 0600), path);
}

static void enter_into_ledger(uint64_t number)
{
    char entry[256], host[65];
    struct timespec now;
    gethostname(host, sizeof host);
    clock_gettime(CLOCK_REALTIME, &now);
    int length = snprintf(entry, sizeof entry, "%llu %s %lld %llu\n", (unsigned long long)number, host, (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000,
        (unsigned long long)__atomic_load_n(&shared->messages, __ATOMIC_RELAXED));
    int file = open_in_folder("ledger");
    must((int)write(file, entry, (size_t)length), "ledger");
    close(file);
}

int main(int count, char **arguments)
{
    if (count < 9 || (part_count = count - 8) > PARTS_MOST)
        return 2;
    part = atoi(arguments[1]);
    random_state = strtoull(arguments[3], NULL, 10);
    int processes = atoi(arguments[4]), status;
    edge_count = atoi(arguments[5]);
    useconds_t pause_us = (useconds_t)atoi(arguments[6]);
    folder = arguments[7];
    if (part < 0 || part >= part_count || processes < 2 || processes > PROCESSES_MOST || edge_count < 1 || edge_count > EDGES_MOST)
        return 2;
    share_counts();
    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(chdir(folder), folder);
    signal(SIGPIPE, SIG_IGN);
    peers_may_be_killed = 1;
    choose_graph(processes);
    make_edges(arguments + 8);
    for (int self = part; self < processes; self += part_count)
        if (must(fork(), "fork") == 0) {
            random_state ^= mix((uint64_t)self + 1);
            take_part(self);
            must(dup2(open_in_folder("result"), STDOUT_FILENO), "dup2");
            converse(arguments[2], pause_us, &shared->messages);
            _exit(0);
        }
    for (int index = 0; index < edge_count; index++)
        close(edges[index].ends[0]), close(edges[index].ends[1]);
    for (uint64_t number = 1;; number++) {
        pid_t ended;
        enter_into_ledger(number);
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
            shared->failures += status != 0;
        if (ended < 0)
            break;
        usleep(20000);
    }
    int file = open_in_folder("result");
    if (shared->failures == 0)
        must((int)write(file, "right\n", 6), "result");
    return shared->failures != 0;
}
