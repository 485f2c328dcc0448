// Threads that wait for a child, for one of several futexes, or for a signal that only the call in which they wait lets in.
#include "blocked.h"
#include "children.h"
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

enum { polled, selected, epolled, futex_waitv_number = 449, is_32_bits = 2, futexes = 2 };
static const struct timespec far = { 100000, 0 };
static int children[2], words[futexes], epoll;
static volatile int handled;
static sigset_t none;
static struct call calls[];

static void handler(int number) { __sync_fetch_and_add(&handled, number == SIGUSR2); }

static long masked(long result)
{
    long returned = result_of(result);
    sigset_t now;
    return pthread_sigmask(SIG_SETMASK, NULL, &now) == 0 && sigismember(&now, SIGUSR2) && handled > 0 ? returned : -1000;
}

static long in_ppoll(void) { return masked(ppoll(NULL, 0, &far, &none)); }
static long in_pselect(void) { return masked(pselect(0, NULL, NULL, NULL, &far, &none)); }
static long in_epoll_pwait2(void) { return masked(epoll_pwait2(epoll, &(struct epoll_event){ 0 }, 1, &far, &none)); }
#define SIGNALS(name) static void signal_##name(void) { handled = 0; EXPECT(pthread_kill(calls[name].thread, SIGUSR2) == 0); }
SIGNALS(polled) SIGNALS(selected) SIGNALS(epolled)
static long in_wait4(void) { int status; return waitpid(children[0], &status, 0) == children[0] && WIFSIGNALED(status) ? WTERMSIG(status) : -errno; }
static void kill_first(void) { EXPECT(kill(children[0], SIGKILL) == 0); }
static long in_waitid(void) { siginfo_t info; return waitid(P_PID, (id_t)children[1], &info, WEXITED) == 0 && info.si_pid == children[1] ? info.si_status : -errno; }
static void end_second(void) { EXPECT(kill(children[1], SIGTERM) == 0); }
static void wake(void) { EXPECT(syscall(SYS_futex, &words[1], FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0) == 1); }
static long in_futex_waitv(void)
{
    struct { unsigned long value, address; unsigned flags, zero; } waits[futexes] = { { 0, 0, 0, 0 } };
    for (int i = 0; i < futexes; i++)
        waits[i].address = (unsigned long)&words[i], waits[i].flags = is_32_bits | FUTEX_PRIVATE_FLAG;
    return result_of(syscall(futex_waitv_number, waits, futexes, 0, NULL, 0));
}

static struct call calls[] = {
    [polled] = { "ppoll", in_ppoll, signal_polled, -EINTR, .tid = 0 }, [selected] = { "pselect", in_pselect, signal_selected, -EINTR, .tid = 0 },
    [epolled] = { "epoll_pwait2", in_epoll_pwait2, signal_epolled, -EINTR, .tid = 0 }, { "wait4", in_wait4, kill_first, SIGKILL, .tid = 0 },
    { "waitid", in_waitid, end_second, SIGTERM, .tid = 0 }, { "futex_waitv", in_futex_waitv, wake, 1, .tid = 0 },
};

int main(int argc, char **argv)
{
    sigset_t all;
    EXPECT(signal(SIGUSR2, handler) != SIG_ERR && sigfillset(&all) == 0 && (epoll = epoll_create1(0)) >= 0 && argc > 1);
    for (int i = 0; i < 2; i++)
        if ((children[i] = child_process()) == 0)
            for (;;)
                pause();
    EXPECT(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
    return check_blocked_calls(calls, sizeof calls / sizeof calls[0], argv);
}
