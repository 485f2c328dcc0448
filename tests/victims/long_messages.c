// Messages of unix sockets behind each other, the second as long as this user may send one: longer than a mebibyte, where the system lets it.
#include "victim.h"
#include <sys/socket.h>

enum { MOST = 3 << 20 };
static char sent[MOST], got[MOST];

int main(int argc, char **argv)
{
    (void)argc;
    int ends[2][2], types[2] = { SOCK_SEQPACKET, SOCK_DGRAM }, size = 2 * MOST;
    ssize_t lengths[2] = { MOST, MOST };
    for (int i = 0; i < MOST; i++)
        sent[i] = (char)(i % 251);
    for (int i = 0; i < 2; i++) {
        EXPECT(socketpair(AF_UNIX, types[i], 0, ends[i]) == 0);
        EXPECT(setsockopt(ends[i][0], SOL_SOCKET, 32 /* SO_SNDBUFFORCE */, &size, sizeof size) == 0 || setsockopt(ends[i][0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size) == 0);
        EXPECT(send(ends[i][0], "first", 5, 0) == 5);
        while (send(ends[i][0], sent, (size_t)lengths[i], MSG_DONTWAIT) != lengths[i])
            EXPECT((errno == EMSGSIZE || errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM) && (lengths[i] /= 2) > 1000);
        EXPECT(send(ends[i][0], "last", 4, 0) == 4);
    }
    await_question(argv);

    for (int i = 0; i < 2; i++) {
        EXPECT(recv(ends[i][1], got, MOST, 0) == 5 && memcmp(got, "first", 5) == 0);
        EXPECT(recv(ends[i][1], got, MOST, 0) == lengths[i] && memcmp(got, sent, (size_t)lengths[i]) == 0);
        EXPECT(recv(ends[i][1], got, MOST, 0) == 4 && memcmp(got, "last", 4) == 0);
        EXPECT(recv(ends[i][1], got, MOST, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    }
    return pass();
}
