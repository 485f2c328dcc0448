// Connections through a listening socket with a tiny receive buffer, which are full, or nearly, of less than an ordinary buffer holds: all of it comes back, and in its order.
#include "victim.h"
#include <arpa/inet.h>
#include <sys/socket.h>

enum { pairs = 4, piece = 997, most = 100000 };

static char sent[pairs][most], got[most];

int main(int argc, char **argv)
{
    int clients[pairs], servers[pairs], lengths[pairs] = { 0 }, tiny = 4096, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in name = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    (void)argc;
    EXPECT(setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &tiny, sizeof tiny) == 0 && bind(listener, (void *)&name, sizeof name) == 0 && listen(listener, pairs) == 0);
    EXPECT(getsockname(listener, (void *)&name, &(socklen_t){ sizeof name }) == 0);
    for (int i = 0; i < pairs; i++) {
        fill(sent[i], most, (unsigned)i + 1), clients[i] = socket(AF_INET, SOCK_STREAM, 0);
        EXPECT(setsockopt(clients[i], SOL_SOCKET, SO_SNDBUF, &tiny, sizeof tiny) == 0 && connect(clients[i], (void *)&name, sizeof name) == 0);
        EXPECT((servers[i] = accept(listener, NULL, NULL)) >= 0);
        for (int quiet = 0; quiet < (i == 0 ? 1 : 5) && lengths[i] + piece <= most;) {
            ssize_t count = send(clients[i], sent[i] + lengths[i], i == 1 ? 1 : piece, MSG_DONTWAIT);
            EXPECT(count > 0 || errno == EAGAIN);
            count > 0 ? (void)(lengths[i] += (int)count) : (quiet++, pause_milliseconds(20));
        }
    }
    await_question(argv);
    for (int i = 0; i < pairs; i++) {
        EXPECT(recv(servers[i], got, (size_t)lengths[i], MSG_WAITALL) == lengths[i] && memcmp(got, sent[i], (size_t)lengths[i]) == 0);
        EXPECT(send(clients[i], "more", 4, 0) == 4 && recv(servers[i], got, 4, MSG_WAITALL) == 4 && memcmp(got, "more", 4) == 0);
    }
    return pass();
}
