// Listening sockets of special kinds: for several paths (MPTCP), as programs in Go have them; that accept nobody before he has sent something (TCP_DEFER_ACCEPT), as Apache's do; and of one
// interface. A connection through each, accepted from an ordinary client, one that was not accepted yet, and new ones.
#include "victim.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { multipath, deferring, of_interface, kinds };
static struct sockaddr_in6 addresses[kinds];
static int listeners[kinds], protocols[kinds], clients[kinds], servers[kinds], waiting[kinds];

static int get(int fd, int level, int name) { int value = -1; EXPECT(getsockopt(fd, level, name, &value, &(socklen_t){ sizeof value }) == 0); return value; }

static void listen_at(int kind)
{
    int fd = kind == multipath ? socket(AF_INET6, SOCK_STREAM, 262) : -1; // the kernel may have none, or they may be turned off
    addresses[kind] = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    EXPECT((fd >= 0 || (fd = socket(AF_INET6, SOCK_STREAM, 0)) >= 0) && bind(fd, (void *)&addresses[kind], sizeof addresses[0]) == 0);
    EXPECT(kind != deferring || setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &(int){ 7 }, sizeof(int)) == 0);
    EXPECT(kind != of_interface || setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) == 0);
    EXPECT(listen(listeners[kind] = fd, 5) == 0 && getsockname(fd, (void *)&addresses[kind], &(socklen_t){ sizeof addresses[0] }) == 0);
    protocols[kind] = get(fd, SOL_SOCKET, SO_PROTOCOL);
}

static int come(int kind)
{
    int client = socket(AF_INET6, SOCK_STREAM, 0);
    EXPECT(connect(client, (void *)&addresses[kind], sizeof addresses[0]) == 0);
    return client;
}

static void talk(int client, int server)
{
    EXPECT(server >= 0 && read(server, &(char[9]){ 0 }, 9) == 2 && write(server, "down", 4) == 4 && read(client, &(char[9]){ 0 }, 9) == 4);
}

int main(int argc, char **argv)
{
    for (int kind = 0; argc > 1 && kind < kinds; kind++) {
        listen_at(kind), clients[kind] = come(kind);
        EXPECT(write(clients[kind], "up", 2) == 2 && (servers[kind] = accept(listeners[kind], NULL, NULL)) >= 0);
        waiting[kind] = come(kind);
    }
    await_question(argv);

    for (int kind = 0; kind < kinds; kind++) {
        EXPECT(get(listeners[kind], SOL_SOCKET, SO_PROTOCOL) == protocols[kind] && (kind != deferring || get(listeners[kind], IPPROTO_TCP, TCP_DEFER_ACCEPT) > 0)), talk(clients[kind], servers[kind]);
        EXPECT(write(waiting[kind], "up", 2) == 2), talk(waiting[kind], accept(listeners[kind], NULL, NULL));
        EXPECT((clients[kind] = come(kind)) >= 0 && write(clients[kind], "up", 2) == 2), talk(clients[kind], accept(listeners[kind], NULL, NULL));
    }
    return pass();
}
