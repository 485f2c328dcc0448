// Who comes to a full backlog: a unix socket that does not block is told so and stays as it is, another one waits in connect(2). With "tcp" as second argument a
// TCP socket that does not block and whose connection is still being made; with a port, one to somebody outside who does not accept, and which is closed.
#include "backlog.h"
#include "blocked.h"
#include <poll.h>

static int waiting[kinds], waiters[kinds];

static void *wait_to_connect(void *argument)
{
    int kind = (int)(long)argument;
    waiters[kind] = (int)syscall(SYS_gettid), waiting[kind] = join(kind);
    return NULL;
}

static void talk(int kind, int client)
{
    int server = accept(listeners[kind], NULL, NULL);
    char got[2];
    EXPECT(server >= 0 && write(client, "up", 2) == 2 && read(server, got, 2) == 2 && write(server, "down", 4) == 4 && read(client, got, 2) == 2);
}

static int over_tcp(const char *port, char **argv)
{
    int end = socket(AF_INET, SOCK_STREAM, 0), first = *port == 't' ? (hear(0, 0, argv), join(0)) : -1, error = -1;
    struct pollfd poll_for = { .fd = end, .events = POLLOUT };
    if (first < 0)
        *(struct sockaddr_in *)(void *)where = (struct sockaddr_in){ AF_INET, htons((unsigned short)atoi(port)), { htonl(INADDR_LOOPBACK) }, "" }, *lengths = sizeof(struct sockaddr_in);
    EXPECT(try_to_connect(end, 0) == EINPROGRESS && poll(&poll_for, 1, 50) == 0);
    await_question(argv);
    if (first >= 0)
        talk(0, first);
    EXPECT(poll(&poll_for, 1, -1) == 1 && getsockopt(end, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){ sizeof error }) == 0 && error == 0);
    first >= 0 ? talk(0, end) : EXPECT(read(end, &error, 1) == 0);
    return pass();
}

int main(int argc, char **argv)
{
    int refused[kinds], first[kinds], second[kinds];
    pthread_t threads[kinds];
    for (int kind = 2; argc == 2 && kind < kinds; kind++) {
        hear(kind, 1, argv), first[kind] = join(kind), second[kind] = join(kind);
        EXPECT(try_to_connect(refused[kind] = socket(AF_UNIX, types[kind], 0), kind) == EAGAIN && pthread_create(&threads[kind], NULL, wait_to_connect, (void *)(long)kind) == 0);
        while (waiters[kind] == 0 || !sleeps(waiters[kind]))
            pause_milliseconds(1);
    }
    if (argc > 2)
        return over_tcp(argv[2], argv);
    await_question(argv);
    for (int kind = 2; kind < kinds; kind++) {
        EXPECT(try_to_connect(refused[kind], kind) == EAGAIN && waiting[kind] == 0), talk(kind, first[kind]);
        EXPECT(pthread_join(threads[kind], NULL) == 0), talk(kind, second[kind]), talk(kind, waiting[kind]);
        EXPECT(try_to_connect(refused[kind], kind) == 0), talk(kind, refused[kind]);
    }
    return pass();
}
