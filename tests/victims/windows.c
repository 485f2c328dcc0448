// TCP whose windows were closed in both directions at once, with buffers that the program has made tiny and huge; corked bytes, SO_LINGER, keepalive, reuse; over an
// address of a real interface where there is one. After reading all of it the connection goes on, and the options are what they were.
#include "connection.h"
#include <ifaddrs.h>
#include <netinet/tcp.h>

static struct connection all[3] = {
    { .kind = "tcp4", .fill = "both", .state = "tiny" }, { .kind = "tcp4", .fill = "both", .state = "huge" }, { .kind = "tcp4", .fill = "both", .state = "real" },
};
static int corked[2];

static int option(int fd, int level, int name)
{
    int value[2] = { -1, -1 };
    EXPECT(getsockopt(fd, level, name, value, &(socklen_t){ sizeof value }) == 0);
    return value[name == SO_LINGER && level == SOL_SOCKET];
}

static void connect_with(struct connection *c, int buffer, struct in_addr host)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = host };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    c->ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    for (int i = 0; i < 2 && buffer > 0; i++)
        EXPECT(setsockopt(i == 0 ? listener : c->ends[0], SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer) == 0
            && setsockopt(i == 0 ? listener : c->ends[0], SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer) == 0);
    EXPECT(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 && bind(listener, (void *)&address, length) == 0 && listen(listener, 1) == 0);
    EXPECT(getsockname(listener, (void *)&address, &length) == 0 && connect(c->ends[0], (void *)&address, length) == 0 && (c->ends[1] = accept(listener, NULL, NULL)) >= 0);
    EXPECT(close(listener) == 0);
    fill_up(c, 0, 1 << 30), fill_up(c, 1, 1 << 30);
}

int main(int argc, char **argv)
{
    (void)argc;
    struct in_addr real = { htonl(INADDR_LOOPBACK) };
    struct ifaddrs *list = NULL;
    EXPECT(getifaddrs(&list) == 0);
    for (struct ifaddrs *i = list; i != NULL; i = i->ifa_next)
        if (i->ifa_addr != NULL && i->ifa_addr->sa_family == AF_INET && ((struct sockaddr_in *)(void *)i->ifa_addr)->sin_addr.s_addr != htonl(INADDR_LOOPBACK))
            real = ((struct sockaddr_in *)(void *)i->ifa_addr)->sin_addr;
    connect_with(&all[0], 4096, (struct in_addr){ htonl(INADDR_LOOPBACK) }), connect_with(&all[1], 2 << 20, (struct in_addr){ htonl(INADDR_LOOPBACK) }), connect_with(&all[2], 0, real);
    tcp(corked, AF_INET6);
    int one = 1, sizes[2] = { option(all[0].ends[1], SOL_SOCKET, SO_RCVBUF), option(all[1].ends[0], SOL_SOCKET, SO_SNDBUF) };
    EXPECT(setsockopt(corked[0], IPPROTO_TCP, TCP_CORK, &one, sizeof one) == 0 && send(corked[0], "held back", 9, 0) == 9);
    EXPECT(setsockopt(corked[1], SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 7 }, sizeof(struct linger)) == 0 && setsockopt(corked[1], SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one) == 0);
    EXPECT(setsockopt(corked[1], IPPROTO_TCP, TCP_KEEPIDLE, &(int){ 77 }, sizeof one) == 0 && setsockopt(corked[1], SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) == 0);
    await_question(argv);

    EXPECT(option(all[0].ends[1], SOL_SOCKET, SO_RCVBUF) == sizes[0] && option(all[1].ends[0], SOL_SOCKET, SO_SNDBUF) == sizes[1] && option(corked[0], IPPROTO_TCP, TCP_CORK) == 1);
    EXPECT(option(corked[1], SOL_SOCKET, SO_LINGER) == 7 && option(corked[1], IPPROTO_TCP, TCP_KEEPIDLE) == 77 && option(corked[1], SOL_SOCKET, SO_REUSEPORT) == 1);
    for (int i = 0; i < 3; i++) {
        receive(&all[i], 1, 0), receive(&all[i], 0, 0);
        EXPECT(write(all[i].ends[0], "on", 2) == 2 && fcntl(all[i].ends[1], F_SETFL, 0) == 0 && read(all[i].ends[1], sizes, 2) == 2);
    }
    char bytes[20];
    EXPECT(recv(corked[1], bytes, 20, 0) == 9 && memcmp(bytes, "held back", 9) == 0);
    return pass();
}
