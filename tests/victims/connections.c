// Any number of connections, each described by a word KIND/FILL/STATE: what connection.h makes; how much goes from end 0 to end 1 (empty, some, full,
// huge: the largest buffer full, narrowed: the same, and then it was made as small as can be; or both: full, and full the other way as well); what end 0 has
// done since (open, half, closed). After a first word "fork" all ends 1 belong to a child, and listening sockets that stay to its parent.
#include "connection.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static struct connection all[16];

int main(int argc, char **argv)
{
    int first = argc > 2 && strcmp(argv[2], "fork") == 0 ? 3 : 2, forks = first == 3, count = argc > first ? argc - first : 1, status = 0;
    for (struct connection *c = all; c < all + count; c++) {
        c->kind = strtok(argc > first ? argv[first + (c - all)] : strdup("tcp4/some/open"), "/"), c->fill = strtok(NULL, "/"), c->state = strtok(NULL, "/");
        make_connection(c->kind, c->ends, argv);
        if (*c->fill == 'h' || *c->fill == 'n')
            size_buffer(c, is_stream(c->kind) ? 24 << 20 : 6 << 20);
        fill_up(c, 0, *c->fill == 'e' ? 0 : *c->fill == 's' ? 1000 : 1 << 30);
        fill_up(c, 1, *c->fill == 'b' ? 1 << 30 : 0);
        if (*c->fill == 'n')
            size_buffer(c, 1);
        EXPECT(*c->state != 'h' || shutdown(c->ends[0], SHUT_WR) == 0);
    }
    pid_t child = forks ? fork() : 0;
    while (forks && child == 0 && kept_count > 0)
        close(kept_listeners[--kept_count]);
    for (struct connection *c = all; c < all + count; c++) {
        if (*c->state == 'c' || (forks && child == 0))
            close(c->ends[0]);
        if (forks && child != 0)
            close(c->ends[1]);
    }
    forks && child == 0 ? (void)(question = argv[1], prctl(PR_SET_PDEATHSIG, SIGKILL)) : ready(argv);
    while (!asked())
        pause_milliseconds(5);
    for (struct connection *c = all; c < all + count; c++) {
        if (!forks || child == 0)
            receive(c, 1, *c->state == 'c' && *c->fill == 'b' ? -2 : *c->state != 'o' && *c->kind != 'd' && *c->kind != 'u');
        if (*c->fill == 'b' && *c->state != 'c' && (!forks || child != 0))
            receive(c, 0, forks ? -1 : 0);
    }
    EXPECT(child == 0 || (waitpid(child, &status, 0) == child && status == 0));
    return forks && child == 0 ? 0 : pass();
}
