// Listening sockets for several paths (MPTCP), as programs in Go have them: a connection that was accepted from who knows one path only, one that was not accepted yet, and new ones.
#include "victim.h"
#include <netinet/in.h>
#include <sys/socket.h>

enum { multipath = 262 };
static struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

static int joined(void)
{
    int client = socket(AF_INET6, SOCK_STREAM, 0);
    EXPECT(connect(client, (void *)&address, sizeof address) == 0);
    return client;
}

static void expect_talk(int client, int server)
{
    EXPECT(server >= 0 && write(client, "up", 2) == 2 && read(server, &(char[9]){ 0 }, 9) == 2 && write(server, "down", 4) == 4 && read(client, &(char[9]){ 0 }, 9) == 4);
}

static int protocol(int fd) { int value = -1; EXPECT(getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &value, &(socklen_t){ sizeof value }) == 0); return value; }

int main(int argc, char **argv)
{
    int listener = socket(AF_INET6, SOCK_STREAM, multipath), idle = socket(AF_INET, SOCK_STREAM, multipath);
    if (listener < 0) // the kernel has none, or they are turned off
        EXPECT((listener = socket(AF_INET6, SOCK_STREAM, 0)) >= 0 && (idle = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
    int expected = protocol(listener);
    EXPECT(argc > 1 && bind(listener, (void *)&address, sizeof address) == 0 && listen(listener, 5) == 0 && getsockname(listener, (void *)&address, &(socklen_t){ sizeof address }) == 0);
    int client = joined(), server = accept(listener, NULL, NULL), waiting = joined();
    EXPECT(server >= 0 && write(client, "before", 6) == 6);
    await_question(argv);

    EXPECT(protocol(listener) == expected && protocol(idle) == expected && read(server, &(char[9]){ 0 }, 9) == 6);
    expect_talk(client, server), expect_talk(waiting, accept(listener, NULL, NULL));
    client = joined(), expect_talk(client, accept(listener, NULL, NULL));
    return pass();
}
