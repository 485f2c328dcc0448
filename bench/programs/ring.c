// One host's place in a ring: numbers go round over TCP, several at once, and each must be the one that follows the one before. Ticks.
// Arguments: question, clock file, port, address of the next host, MiB of memory.
#include "clock.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

enum { IN_FLIGHT = 16 };

static int reach(struct sockaddr_in *next)
{
    for (;;) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        EXPECT(fd >= 0);
        if (connect(fd, (void *)next, sizeof *next) == 0)
            return fd;
        EXPECT(close(fd) == 0 && (errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == ETIMEDOUT));
        pause_milliseconds(10);
    }
}

int main(int argc, char **argv)
{
    EXPECT(argc == 6);
    struct clock *clock = open_clocks(argv[2], 1);
    size_t length = (size_t)atol(argv[5]) << 20;
    char *memory = malloc(length);
    fill(memory, length, 7);
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[3])) }, next = own;
    EXPECT(inet_pton(AF_INET, argv[4], &next.sin_addr) == 1);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT(bind(listener, (void *)&own, sizeof own) == 0 && listen(listener, 1) == 0);
    int out = reach(&next), in = accept(listener, NULL, NULL);
    EXPECT(in >= 0 && close(listener) == 0 && setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int)) == 0);
    long sent = 0, expected = 0, number;
    while (sent < IN_FLIGHT) {
        EXPECT(send(out, &sent, sizeof sent, 0) == sizeof sent);
        sent++;
    }
    ready(argv);
    while (!asked()) {
        if (poll(&(struct pollfd){ .fd = in, .events = POLLIN }, 1, 1) > 0) {
            if (recv(in, &number, sizeof number, MSG_WAITALL) != sizeof number)
                break; // its sender has seen the question first
            EXPECT(number == expected++);
            if (send(out, &sent, sizeof sent, MSG_NOSIGNAL) != sizeof sent)
                break;
            sent++;
        }
        tick(clock);
    }
    EXPECT(asked());
    return pass();
}
