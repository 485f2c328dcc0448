// Connections that nobody has accepted yet, three at each listening socket, made by this process and by its child, in turns, with an option set. The last one has
// been shut down for sending. With "bytes" as second argument the first one of TCP v4 and that of a unix stream have sent something already.
#include "backlog.h"
#include "children.h"
#include <sys/mman.h>

static struct sockaddr_storage (*names)[3]; // of the clients
static int ends[kinds][3], to_parent[2], to_child[2];

static void come(int kind, int client) { EXPECT(getsockname(ends[kind][client] = join(kind), (void *)&names[kind][client], &(socklen_t){ sizeof names[0][0] }) == 0); }
static void say_who(int kind, int client) { EXPECT(write(ends[kind][client], &"012"[client], 1) == 1); }
static void expect_answer(int kind, int client) { char c = 0; EXPECT(read(ends[kind][client], &c, 1) == 1 && c == 'a' + client && is_joined(ends[kind][client])); }
static void answer(int kind, int turn) // of unix the first is the first
{
    struct sockaddr_storage peer = { 0 };
    int end = accept(listeners[kind], NULL, NULL);
    char who = '2';
    long count = read(end, &who, 1);
    EXPECT(count == (who != '2') && (kind < 2 || who == '0' + turn));
    EXPECT(kind > 1 || (getpeername(end, (void *)&peer, &(socklen_t){ sizeof peer }) == 0 && memcmp(&peer, &names[kind][who - '0'], sizeof peer) == 0));
    EXPECT(write(end, &"abc"[who - '0'], 1) == 1);
}

static void child_main(void)
{
    for (int kind = 0; kind < kinds; kind++)
        come(kind, 1);
    EXPECT(write(to_parent[1], "!", 1) == 1 && read(to_child[0], &(char){ 0 }, 1) == 1);
    for (int kind = 0; kind < kinds; kind++)
        say_who(kind, 1), expect_answer(kind, 1);
    _exit(0);
}

int main(int argc, char **argv)
{
    int ended, child;
    names = mmap(NULL, kinds * sizeof *names, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(names != MAP_FAILED && pipe(to_parent) == 0 && pipe(to_child) == 0);
    for (int kind = 0; kind < kinds; kind++)
        hear(kind, 3, argv), come(kind, 0);
    if ((child = child_process()) == 0)
        child_main();
    EXPECT(read(to_parent[0], &(char){ 0 }, 1) == 1);
    for (int kind = 0; kind < kinds; kind++)
        come(kind, 2), EXPECT(shutdown(ends[kind][2], SHUT_WR) == 0);
    for (int kind = 0; argc > 2 && kind < kinds; kind += 2)
        say_who(kind, 0);
    await_question(argv);

    EXPECT(write(to_child[1], "!", 1) == 1);
    for (int kind = 0; kind < kinds; kind++) {
        if (argc == 2 || kind % 2 == 1)
            say_who(kind, 0);
        for (int turn = 0; turn < 3; turn++)
            answer(kind, turn);
        expect_answer(kind, 0), expect_answer(kind, 2), come(kind, 0), say_who(kind, 0), answer(kind, 0), expect_answer(kind, 0);
    }
    EXPECT(waitpid(child, &ended, 0) == child && ended == 0);
    return pass();
}
