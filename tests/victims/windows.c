// TCP whose windows were closed in both directions at once, with buffers that the program has made tiny, huge, and huge for receiving alone; corked bytes, SO_LINGER, keepalive, reuse; over an
// address of a real interface where there is one. After reading all of it the connection goes on, and the options are what they were.
#include "connection.h"
#include <ifaddrs.h>
#include <netinet/tcp.h>
#include <poll.h>

static struct connection all[4];
static int corked[2];

static int option(int fd, int level, int name)
{
    int value[2] = { -1, -1 };
    EXPECT(getsockopt(fd, level, name, value, &(socklen_t){ sizeof value }) == 0);
    return value[name == SO_LINGER && level == SOL_SOCKET];
}

static void connect_with(struct connection *c, const char *what, int receive, int send, struct in_addr host)
{
    *c = (struct connection){ .kind = "tcp4", .fill = "both", .state = what, .ends = { socket(AF_INET, SOCK_STREAM, 0) } };
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = host };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    for (int i = 0; i < 2 && receive > 0; i++)
        EXPECT(setsockopt(i == 0 ? listener : c->ends[0], SOL_SOCKET, SO_RCVBUF, &receive, sizeof receive) == 0
            && setsockopt(i == 0 ? listener : c->ends[0], SOL_SOCKET, SO_SNDBUF, &send, sizeof send) == 0);
    EXPECT(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 && bind(listener, (void *)&address, length) == 0 && listen(listener, 1) == 0);
    EXPECT(getsockname(listener, (void *)&address, &length) == 0 && connect(c->ends[0], (void *)&address, length) == 0);
    EXPECT((c->ends[1] = accept(listener, NULL, NULL)) >= 0 && close(listener) == 0);
    for (int i = 0; i < 2; i++)
        do fill_up(c, i, 1 << 30); while (send < receive && poll(&(struct pollfd){ c->ends[i], POLLOUT, 0 }, 1, 300) > 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    struct in_addr loopback = { htonl(INADDR_LOOPBACK) }, real = loopback;
    struct ifaddrs *list = NULL;
    for (struct ifaddrs *i = getifaddrs(&list) == 0 ? list : NULL; i != NULL; i = i->ifa_next)
        if (i->ifa_addr != NULL && i->ifa_addr->sa_family == AF_INET && ((struct sockaddr_in *)(void *)i->ifa_addr)->sin_addr.s_addr != htonl(INADDR_LOOPBACK))
            real = ((struct sockaddr_in *)(void *)i->ifa_addr)->sin_addr;
    connect_with(&all[0], "tiny", 4096, 4096, loopback), connect_with(&all[1], "huge", 2 << 20, 2 << 20, loopback);
    connect_with(&all[2], "real", 0, 0, real), connect_with(&all[3], "lopsided", 2 << 20, 4096, loopback);
    tcp(corked, AF_INET6);
    int one = 1, sizes[2] = { option(all[0].ends[1], SOL_SOCKET, SO_RCVBUF), option(all[1].ends[0], SOL_SOCKET, SO_SNDBUF) };
    EXPECT(setsockopt(corked[0], IPPROTO_TCP, TCP_CORK, &one, sizeof one) == 0 && send(corked[0], "held back", 9, 0) == 9);
    EXPECT(setsockopt(corked[1], SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 7 }, sizeof(struct linger)) == 0 && setsockopt(corked[1], SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one) == 0);
    EXPECT(setsockopt(corked[1], IPPROTO_TCP, TCP_KEEPIDLE, &(int){ 77 }, sizeof one) == 0 && setsockopt(corked[1], SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) == 0);
    await_question(argv);

    EXPECT(option(all[0].ends[1], SOL_SOCKET, SO_RCVBUF) == sizes[0] && option(all[1].ends[0], SOL_SOCKET, SO_SNDBUF) == sizes[1] && option(corked[0], IPPROTO_TCP, TCP_CORK) == 1);
    EXPECT(option(corked[1], SOL_SOCKET, SO_LINGER) == 7 && option(corked[1], IPPROTO_TCP, TCP_KEEPIDLE) == 77 && option(corked[1], SOL_SOCKET, SO_REUSEPORT) == 1);
    for (int i = 0; i < 4; i++) {
        receive(&all[i], 1, 0), receive(&all[i], 0, 0);
        EXPECT(write(all[i].ends[0], "on", 2) == 2 && fcntl(all[i].ends[1], F_SETFL, 0) == 0 && read(all[i].ends[1], sizes, 2) == 2);
    }
    char bytes[20];
    EXPECT(recv(corked[1], bytes, 20, 0) == 9 && memcmp(bytes, "held back", 9) == 0);
    return pass();
}
