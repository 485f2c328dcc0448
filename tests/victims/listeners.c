// Sockets without a peer: listening TCP (v4, v6), unix by path and by abstract name, UDP bound, unix datagram bound, some bound but not
// listening, some not bound at all, some with options.
#include "victim.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_storage addresses[8];
static socklen_t lengths[8];

static int bound(int index, int type, const void *address, socklen_t length)
{
    int fd = socket(((const struct sockaddr *)address)->sa_family, type, 0);
    lengths[index] = sizeof addresses[index];
    EXPECT(fd >= 0 && bind(fd, address, length) == 0 && getsockname(fd, (struct sockaddr *)&addresses[index], &lengths[index]) == 0);
    return fd;
}

static void check_connection(int listener, int index)
{
    int client = socket(addresses[index].ss_family, SOCK_STREAM, 0);
    EXPECT(connect(client, (struct sockaddr *)&addresses[index], lengths[index]) == 0);
    int server = accept(listener, NULL, NULL);
    EXPECT(server >= 0 && send(client, "hi", 2, 0) == 2 && recv(server, &(char[3]){ 0 }, 3, 0) == 2);
}

static int option(int fd, int level, int name) { int value = -1; EXPECT(getsockopt(fd, level, name, &value, &(socklen_t){ sizeof value }) == 0); return value; }

int main(int argc, char **argv)
{
    (void)argc;
    struct sockaddr_in any = { .sin_family = AF_INET };
    struct sockaddr_in6 any6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct sockaddr_un path = { .sun_family = AF_UNIX }, datagram_path = path, abstract = path, idle_path = path;
    snprintf(path.sun_path, sizeof path.sun_path, "%s", beside(argv, "socket"));
    snprintf(datagram_path.sun_path, sizeof path.sun_path, "%s", beside(argv, "datagrams")), snprintf(idle_path.sun_path, sizeof path.sun_path, "%s", beside(argv, "idle"));
    int abstract_length = (int)offsetof(struct sockaddr_un, sun_path) + 1 + snprintf(abstract.sun_path + 1, 60, "entracte-victim-%d", getpid());
    int listeners[] = { bound(0, SOCK_STREAM, &any, sizeof any), bound(1, SOCK_STREAM, &any6, sizeof any6), bound(2, SOCK_STREAM, &path, sizeof path),
        bound(3, SOCK_STREAM, &abstract, (socklen_t)abstract_length) };
    for (int i = 0; i < 4; i++)
        EXPECT(listen(listeners[i], 5 + i) == 0 && fcntl(listeners[i], F_SETFD, FD_CLOEXEC) == 0);
    int udp = bound(4, SOCK_DGRAM | SOCK_NONBLOCK, &any, sizeof any), unix_datagram = bound(5, SOCK_DGRAM, &datagram_path, sizeof datagram_path), idle = bound(6, SOCK_STREAM, &any, sizeof any);
    int idle_unix = bound(7, SOCK_STREAM, &idle_path, sizeof idle_path), packets = socket(AF_UNIX, SOCK_SEQPACKET, 0), fresh = socket(AF_INET6, SOCK_STREAM, 0), one = 1, buffer = 30000;
    EXPECT(setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0 && setsockopt(udp, SOL_SOCKET, SO_BROADCAST, &one, sizeof one) == 0);
    EXPECT(setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer) == 0 && setsockopt(listeners[0], SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one) == 0);
    await_question(argv);

    for (int i = 0; i < 4; i++)
        check_connection(listeners[i], i);
    EXPECT(sendto(udp, "u", 1, 0, (struct sockaddr *)&addresses[4], lengths[4]) == 1 && recv(udp, &(char[4]){ 0 }, 4, 0) == 1 && recv(udp, &one, 1, 0) == -1 && errno == EAGAIN);
    EXPECT(sendto(unix_datagram, "u", 1, 0, (struct sockaddr *)&datagram_path, sizeof datagram_path) == 1 && recv(unix_datagram, &(char[4]){ 0 }, 4, 0) == 1);
    EXPECT(listen(idle, 3) == 0), check_connection(idle, 6);
    EXPECT(listen(idle_unix, 3) == 0 && send(packets, "", 1, MSG_NOSIGNAL) == -1 && errno == ENOTCONN), check_connection(idle_unix, 7);
    EXPECT(option(fresh, IPPROTO_TCP, TCP_NODELAY) == 1 && option(udp, SOL_SOCKET, SO_BROADCAST) == 1 && option(udp, SOL_SOCKET, SO_RCVBUF) == 60000
        && option(listeners[0], SOL_SOCKET, SO_KEEPALIVE) == 1);
    return pass();
}
