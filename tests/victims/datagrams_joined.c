// UDP datagrams that the kernel hands out several at once (UDP_GRO): how large each was is told with them, over v4 and v6, from a sender that lives and one that is gone.
#include "victim.h"
#include <arpa/inet.h>
#include <netinet/udp.h>
#include <sys/socket.h>

enum { segment = 500, total = 1700, families = 2 };

static char bytes[total], got[4096];

static void expect_joined(int fd, ssize_t length, int each)
{
    _Alignas(8) char control[CMSG_SPACE(sizeof(int))];
    struct msghdr header = { .msg_iov = &(struct iovec){ got, sizeof got }, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    EXPECT(recvmsg(fd, &header, MSG_DONTWAIT) == length && memcmp(got, bytes, (size_t)length) == 0);
    struct cmsghdr *told = CMSG_FIRSTHDR(&header);
    EXPECT(each == 0 ? told == NULL : told != NULL && told->cmsg_level == SOL_UDP && told->cmsg_type == UDP_GRO && *(int *)(void *)CMSG_DATA(told) == each);
}

int main(int argc, char **argv)
{
    int receivers[families], senders[families], plain[families];
    (void)argc, fill(bytes, sizeof bytes, 7);
    for (int six = 0; six < families; six++) {
        struct sockaddr_in6 name6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
        struct sockaddr_in name = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        struct sockaddr *to = six ? (void *)&name6 : (void *)&name;
        socklen_t length = six ? sizeof name6 : sizeof name;
        receivers[six] = socket(to->sa_family, SOCK_DGRAM, 0), senders[six] = socket(to->sa_family, SOCK_DGRAM, 0), plain[six] = socket(to->sa_family, SOCK_DGRAM, 0);
        EXPECT(bind(senders[six], to, length) == 0 && bind(receivers[six], to, length) == 0 && getsockname(receivers[six], to, &length) == 0);
        EXPECT(setsockopt(receivers[six], SOL_UDP, UDP_GRO, &(int){ 1 }, sizeof(int)) == 0 && setsockopt(senders[six], SOL_UDP, UDP_SEGMENT, &(int){ segment }, sizeof(int)) == 0);
        EXPECT(sendto(senders[six], bytes, total, 0, to, length) == total && sendto(plain[six], bytes, total, 0, to, length) == total);
        EXPECT(setsockopt(plain[six], SOL_UDP, UDP_SEGMENT, &(int){ segment + 100 }, sizeof(int)) == 0 && sendto(plain[six], bytes, total, 0, to, length) == total);
        EXPECT(close(plain[six]) == 0);
    }
    await_question(argv);
    for (int six = 0; six < families; six++) {
        expect_joined(receivers[six], total, segment), expect_joined(receivers[six], total, 0), expect_joined(receivers[six], total, segment + 100);
        EXPECT(recv(receivers[six], got, sizeof got, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    }
    return pass();
}
