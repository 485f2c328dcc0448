// Sockets that are connected to themselves, with what they have sent: TCP by a connection to the port that it comes from, UDP, unix datagrams; and one that is in its own queue.
#include "passing.h"
#include <netinet/in.h>
#include <sys/un.h>

enum { tcp, udp, named, count };
static int sockets[count], ends[2];

static void connect_to_itself(int i, const void *address, socklen_t length)
{
    struct sockaddr_storage own;
    socklen_t own_length = sizeof own;
    sockets[i] = socket(((const struct sockaddr *)address)->sa_family, i == tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
    EXPECT(bind(sockets[i], address, length) == 0 && getsockname(sockets[i], (void *)&own, &own_length) == 0 && connect(sockets[i], (void *)&own, own_length) == 0);
}

static void expect_own(int i, const char *text) { char got[9] = ""; EXPECT(recv(sockets[i], got, sizeof got, MSG_DONTWAIT) == (ssize_t)strlen(text) && memcmp(got, text, strlen(text)) == 0); }

int main(int argc, char **argv)
{
    struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct sockaddr_storage own, peer;
    socklen_t own_length = sizeof own, peer_length = sizeof peer;
    int itself;
    EXPECT(argc > 1 && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && (itself = dup(ends[1])) >= 0), carry(1, ends[0], "itself", &itself, 1);
    connect_to_itself(tcp, &loopback, sizeof loopback), connect_to_itself(udp, &loopback, sizeof loopback), connect_to_itself(named, &(struct sockaddr_un){ AF_UNIX, "" }, sizeof(sa_family_t));
    for (int i = 0; i < count; i++)
        EXPECT(send(sockets[i], "before", 6, 0) == 6);
    await_question(argv);

    for (int i = 0; i < count; i++)
        expect_own(i, "before"), EXPECT(send(sockets[i], "after", 5, 0) == 5), expect_own(i, "after");
    EXPECT(getsockname(sockets[tcp], (void *)&own, &own_length) == 0 && getpeername(sockets[tcp], (void *)&peer, &peer_length) == 0 && memcmp(&own, &peer, own_length) == 0);
    carry(0, ends[1], "itself", &itself, 1), EXPECT(send(ends[0], "x", 1, 0) == 1 && recv(itself, &(char[9]){ 0 }, 9, 0) == 1);
    return pass();
}
