// TCP connections of which an end has been shut for receiving (shutdown(2), SHUT_RD), or for both: nothing more is waited for there, what waits is still read, and the other direction is as it was.
#include "victim.h"
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

static int ends[3][2];

static void connect_pair(int *pair)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT(bind(listener, (void *)&address, sizeof address) == 0 && listen(listener, 1) == 0 && getsockname(listener, (void *)&address, &length) == 0);
    EXPECT((pair[0] = socket(AF_INET, SOCK_STREAM, 0)) >= 0 && connect(pair[0], (void *)&address, sizeof address) == 0 && (pair[1] = accept(listener, NULL, NULL)) >= 0);
    close(listener);
}

static void expect_end_at(int fd, int is_end)
{
    struct pollfd poll_end = { .fd = fd, .events = POLLRDHUP };
    EXPECT(poll(&poll_end, 1, 0) == is_end);
}

int main(int argc, char **argv)
{
    (void)argc;
    char bytes[10];
    for (int i = 0; i < 3; i++)
        connect_pair(ends[i]);
    EXPECT(send(ends[1][1], "wait", 4, 0) == 4);
    pause_milliseconds(20);
    EXPECT(shutdown(ends[0][0], SHUT_RD) == 0 && shutdown(ends[1][0], SHUT_RD) == 0 && shutdown(ends[2][0], SHUT_RDWR) == 0);
    await_question(argv);

    EXPECT(recv(ends[0][0], bytes, 10, 0) == 0 && recv(ends[1][0], bytes, 10, 0) == 4 && recv(ends[1][0], bytes, 10, 0) == 0);
    EXPECT(send(ends[0][0], "on", 2, 0) == 2 && recv(ends[0][1], bytes, 10, 0) == 2);
    EXPECT(recv(ends[2][1], bytes, 10, 0) == 0 && recv(ends[2][0], bytes, 10, 0) == 0 && send(ends[2][0], "x", 1, MSG_NOSIGNAL) == -1 && errno == EPIPE);
    for (int i = 0; i < 3; i++)
        expect_end_at(ends[i][0], 1), expect_end_at(ends[i][1], i == 2);
    EXPECT(send(ends[0][1], "late", 4, 0) == 4);
    pause_milliseconds(20);
    EXPECT(recv(ends[0][0], bytes, 10, 0) == 4);
    return pass();
}
