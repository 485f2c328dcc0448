// Two processes that play ping-pong over many TCP connections at once, as fast as they can, and count: a number that comes back is one higher than the one that
// was sent. The first one ticks. Arguments: question, clock file, number of connections.
#include "clock.h"
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

static long *numbers; // the number expected next on each connection

static void answer(struct epoll_event *event, int *ends)
{
    long connection = event->data.u32, number = -1;
    if (recv(ends[connection], &number, sizeof number, 0) != sizeof number && asked())
        return; // the other one has seen the question first
    EXPECT(number == numbers[connection]);
    numbers[connection] += 2;
    number++;
    EXPECT(send(ends[connection], &number, sizeof number, MSG_NOSIGNAL) == sizeof number || asked());
}

static void play(struct clock *clock, int *ends, long pairs)
{
    struct epoll_event events[64];
    int poll = epoll_create1(0);
    for (long i = 0; i < pairs; i++)
        EXPECT(epoll_ctl(poll, EPOLL_CTL_ADD, ends[i], &(struct epoll_event){ .events = EPOLLIN, .data.u32 = (unsigned)i }) == 0);
    while (!asked()) {
        for (int count = epoll_wait(poll, events, 64, 1); count > 0; count--)
            answer(&events[count - 1], ends);
        if (clock != NULL)
            tick(clock);
    }
}

int main(int argc, char **argv)
{
    EXPECT(argc == 4);
    long pairs = atol(argv[3]);
    struct clock *clock = open_clocks(argv[2], 1);
    int *ends[2] = { calloc(pairs, sizeof(int)), calloc(pairs, sizeof(int)) }, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    struct rlimit limit;
    EXPECT(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    EXPECT(setrlimit(RLIMIT_NOFILE, &limit) == 0 && bind(listener, (void *)&address, sizeof address) == 0);
    EXPECT(listen(listener, 10) == 0 && getsockname(listener, (void *)&address, &length) == 0);
    for (long i = 0; i < pairs; i++) {
        ends[0][i] = socket(AF_INET, SOCK_STREAM, 0);
        EXPECT(connect(ends[0][i], (void *)&address, sizeof address) == 0 && (ends[1][i] = accept(listener, NULL, NULL)) >= 0);
    }
    numbers = calloc(pairs, sizeof(long));
    question = argv[1];
    close(listener);
    pid_t other = fork();
    for (long i = 0; i < pairs; i++) {
        numbers[i] = other == 0 ? 0 : 1;
        EXPECT(close(ends[other == 0 ? 0 : 1][i]) == 0 && (other == 0 || send(ends[0][i], &(long){ 0 }, sizeof(long), 0) == sizeof(long)));
    }
    if (other > 0)
        ready(argv);
    play(other == 0 ? NULL : clock, ends[other == 0 ? 1 : 0], pairs);
    return other == 0 ? 0 : (waitpid(other, NULL, 0), pass());
}
