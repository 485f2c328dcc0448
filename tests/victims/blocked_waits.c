// Threads that wait for readiness, for a signal or for a connection, without a time limit.
#include "blocked.h"
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>

enum { polled, ppolled, selected, pselected, waited, pwaited, last, paused = 0, suspended, signalled };
static int events[last], epolls[2], listener, datagrams;
static struct sockaddr_in address = { .sin_family = AF_INET }, other = { .sin_family = AF_INET };
static sigset_t none, realtime;
static fd_set *only(int fd) { static __thread fd_set set; FD_ZERO(&set); FD_SET(fd, &set); return &set; }

static long in_poll(void) { return result_of(poll(&(struct pollfd){ events[polled], POLLIN, 0 }, 1, -1)); }
static long in_ppoll(void) { return result_of(ppoll(&(struct pollfd){ events[ppolled], POLLIN, 0 }, 1, NULL, &none)); }
static long in_select(void) { return result_of(select(events[selected] + 1, only(events[selected]), NULL, NULL, NULL)); }
static long in_pselect(void) { return result_of(pselect(events[pselected] + 1, only(events[pselected]), NULL, NULL, NULL, &none)); }
static long in_epoll_wait(void) { return result_of(epoll_wait(epolls[0], &(struct epoll_event){ 0 }, 1, -1)); }
static long in_epoll_pwait(void) { return result_of(epoll_pwait(epolls[1], &(struct epoll_event){ 0 }, 1, -1, &none)); }
static long in_pause(void) { return result_of(pause()); }
static long in_sigsuspend(void) { return result_of(sigsuspend(&none)); }
static long in_sigwaitinfo(void) { return result_of(sigwaitinfo(&realtime, NULL)); }
static long in_accept(void) { return accept(listener, NULL, NULL) >= 0; }
static long in_recvfrom(void) { return result_of(recvfrom(datagrams, &(char[8]){ 0 }, 8, 0, NULL, NULL)); }
static void connect_to(void) { EXPECT(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address) == 0); }
static void send_to(void) { EXPECT(sendto(datagrams, "abc", 3, 0, (struct sockaddr *)&other, sizeof other) == 3); }
#define RAISES(n) static void raise_##n(void) { EXPECT(eventfd_write(events[n], 1) == 0); }
RAISES(polled) RAISES(ppolled) RAISES(selected) RAISES(pselected) RAISES(waited) RAISES(pwaited)
static struct call calls[];
static void end_pause(void) { EXPECT(pthread_kill(calls[paused].thread, SIGUSR1) == 0); }
static void end_sigsuspend(void) { EXPECT(pthread_kill(calls[suspended].thread, SIGUSR1) == 0); }
static void end_sigwaitinfo(void) { EXPECT(kill(getpid(), SIGRTMIN + 3) == 0); }
static void handler(int number) { (void)number; }

static struct call calls[] = {
    [paused] = { "pause", in_pause, end_pause, -EINTR, .tid = 0 }, [suspended] = { "sigsuspend", in_sigsuspend, end_sigsuspend, -EINTR, .tid = 0 },
    [signalled] = { "sigwaitinfo", in_sigwaitinfo, end_sigwaitinfo, -1, .tid = 0 }, { "accept", in_accept, connect_to, 1, .tid = 0 },
    { "recvfrom", in_recvfrom, send_to, 3, .tid = 0 }, { "poll", in_poll, raise_polled, 1, .tid = 0 }, { "ppoll", in_ppoll, raise_ppolled, 1, .tid = 0 },
    { "select", in_select, raise_selected, 1, .tid = 0 }, { "pselect", in_pselect, raise_pselected, 1, .tid = 0 },
    { "epoll_wait", in_epoll_wait, raise_waited, 1, .tid = 0 }, { "epoll_pwait", in_epoll_pwait, raise_pwaited, 1, .tid = 0 },
};

int main(int argc, char **argv)
{
    socklen_t length = sizeof address;
    signal(SIGUSR1, handler);
    sigaddset(&realtime, calls[signalled].expected = SIGRTMIN + 3);
    EXPECT(sigprocmask(SIG_BLOCK, &realtime, NULL) == 0 && argc > 1);
    for (int i = 0; i < last; i++)
        EXPECT((events[i] = eventfd(0, 0)) >= 0);
    for (int i = 0; i < 2; i++)
        EXPECT((epolls[i] = epoll_create1(0)) >= 0 && epoll_ctl(epolls[i], EPOLL_CTL_ADD, events[waited + i], &(struct epoll_event){ .events = EPOLLIN }) == 0);
    listener = socket(AF_INET, SOCK_STREAM, 0), datagrams = socket(AF_INET, SOCK_DGRAM, 0);
    EXPECT(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 4) == 0 && getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    EXPECT(bind(datagrams, (struct sockaddr *)&other, length) == 0 && getsockname(datagrams, (struct sockaddr *)&other, &length) == 0);
    return check_blocked_calls(calls, sizeof calls / sizeof calls[0], argv);
}
