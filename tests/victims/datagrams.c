// UDP over v4 and v6: one socket receives from two named ones, and from one that is closed by now; every datagram tells who sent it. A socket bound to all
// addresses; one of v6 that has heard from one of v4; unix datagrams with the names of their senders; credentials of senders (SO_PASSCRED).
#include "connection.h"

static struct sockaddr_storage names[2][5];
static int sockets[2][5], pair[2];
static char bytes[100];

static void expect_datagram(int fd, const char *content, const struct sockaddr_storage *sender)
{
    struct sockaddr_storage from = { 0 };
    socklen_t length = sizeof from;
    EXPECT(recvfrom(fd, bytes, sizeof bytes, MSG_DONTWAIT, (void *)&from, &length) == (ssize_t)strlen(content) && memcmp(bytes, content, strlen(content)) == 0);
    EXPECT(memcmp(&from, sender, sender->ss_family == AF_INET ? 8 : sender->ss_family == AF_INET6 ? 24 : length) == 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    for (int six = 0; six < 2; six++)
        for (int i = 0; i < 5; i++) {
            struct sockaddr_in6 any6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
            struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = i == 4 ? 0 : htonl(INADDR_LOOPBACK) };
            socklen_t length = six ? sizeof any6 : sizeof any;
            sockets[six][i] = socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
            EXPECT(bind(sockets[six][i], six ? (void *)&any6 : (void *)&any, length) == 0 && getsockname(sockets[six][i], (void *)&names[six][i], &length) == 0);
            if (i > 0 && i < 4)
                EXPECT(sendto(sockets[six][i], &"-abc"[i], 1, 0, (void *)&names[six][0], length) == 1 && sendto(sockets[six][i], "again", 5, 0, (void *)&names[six][0], length) == 5);
            if (i == 4)
                EXPECT(close(sockets[six][3]) == 0 && sendto(sockets[six][1], "all", 3, 0, (void *)&names[six][4], length) == 3);
        }
    struct sockaddr_in6 dual_name = { .sin6_family = AF_INET6 }, mapped = { .sin6_family = AF_INET6, .sin6_addr.s6_addr = { [10] = 255, 255, 127, 0, 0, 1 } };
    struct sockaddr_in to_dual = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, from;
    int dual = socket(AF_INET6, SOCK_DGRAM, 0), four = socket(AF_INET, SOCK_DGRAM, 0);
    EXPECT(bind(dual, (void *)&dual_name, sizeof dual_name) == 0 && getsockname(dual, (void *)&dual_name, &(socklen_t){ sizeof dual_name }) == 0), to_dual.sin_port = dual_name.sin6_port;
    EXPECT(sendto(four, "mapped", 6, 0, (void *)&to_dual, sizeof to_dual) == 6 && getsockname(four, (void *)&from, &(socklen_t){ sizeof from }) == 0), mapped.sin6_port = from.sin_port;
    struct sockaddr_un unix_names[2];
    int receiver = socket(AF_UNIX, SOCK_DGRAM, 0), sender = socket(AF_UNIX, SOCK_DGRAM, 0), on = 1;
    socklen_t first = unix_name(&unix_names[0], argv, 0, 100), second = unix_name(&unix_names[1], argv, 1, 101);
    EXPECT(bind(receiver, (void *)&unix_names[0], first) == 0 && bind(sender, (void *)&unix_names[1], second) == 0);
    EXPECT(sendto(sender, "named", 5, 0, (void *)&unix_names[0], first) == 5);
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0 && send(pair[0], "who", 3, 0) == 3);
    await_question(argv);

    for (int six = 0; six < 2; six++) {
        for (int i = 1; i < 4; i++)
            expect_datagram(sockets[six][0], (char[2]){ "-abc"[i], 0 }, &names[six][i]), expect_datagram(sockets[six][0], "again", &names[six][i]);
        EXPECT(recv(sockets[six][0], bytes, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
        expect_datagram(sockets[six][4], "all", &names[six][1]);
    }
    expect_datagram(dual, "mapped", (void *)&mapped);
    struct sockaddr_storage named = { 0 };
    memcpy(&named, &unix_names[1], second);
    expect_datagram(receiver, "named", &named);
    _Alignas(8) char control[CMSG_SPACE(sizeof(struct ucred))];
    struct msghdr header = { .msg_iov = &(struct iovec){ bytes, 100 }, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    EXPECT(recvmsg(pair[1], &header, 0) == 3 && CMSG_FIRSTHDR(&header) != NULL && ((struct ucred *)(void *)CMSG_DATA(CMSG_FIRSTHDR(&header)))->pid == getpid());
    return pass();
}
