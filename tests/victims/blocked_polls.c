// Threads that wait for readiness or for bytes with a time limit.
#include "blocked.h"
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>

static struct timespec limit = { limit_seconds, 0 };
static struct timeval limit_value = { limit_seconds, 0 };
static int pair[2], epoll, listener;

static long in_poll(void) { return result_of(poll(&(struct pollfd){ pair[1], POLLIN, 0 }, 1, limit_seconds * 1000)); }
static long in_ppoll(void) { return result_of(ppoll(NULL, 0, &limit, NULL)); }
static long in_select(void) { return result_of(select(0, NULL, NULL, NULL, &(struct timeval){ limit_seconds, 0 })); }
static long in_pselect(void) { return result_of(pselect(0, NULL, NULL, NULL, &limit, NULL)); }
static long in_epoll_wait(void) { return result_of(epoll_wait(epoll, &(struct epoll_event){ 0 }, 1, limit_seconds * 1000)); }
static long in_epoll_pwait2(void) { return result_of(epoll_pwait2(epoll, &(struct epoll_event){ 0 }, 1, &limit, NULL)); }
static long in_recv(void) { return expired(recv(pair[0], &(char){ 0 }, 1, 0), EAGAIN); }
static long in_accept(void) { return expired(accept(listener, NULL, NULL), EAGAIN); }

static struct call calls[] = {
    { .name = "poll", in_poll }, { .name = "ppoll", in_ppoll }, { .name = "select", in_select }, { .name = "pselect", in_pselect },
    { .name = "epoll_wait", in_epoll_wait }, { .name = "epoll_pwait2", in_epoll_pwait2 }, { .name = "recv", in_recv }, { .name = "accept", in_accept },
};

int main(int argc, char **argv)
{
    (void)argc;
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && (epoll = epoll_create1(0)) >= 0);
    EXPECT((listener = socket(AF_INET, SOCK_STREAM, 0)) >= 0 && listen(listener, 1) == 0);
    EXPECT(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit_value, sizeof limit_value) == 0);
    EXPECT(setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit_value, sizeof limit_value) == 0);
    return check_limited_calls(calls, sizeof calls / sizeof calls[0], argv);
}
