// Threads that sleep, or wait for a futex or a signal, with a time limit.
#include "blocked.h"
#include <linux/futex.h>
#include <signal.h>

static struct timespec limit = { limit_seconds, 0 };
static int word;
static sigset_t awaited;

static struct timespec *until(int clock)
{
    static __thread struct timespec end;
    clock_gettime(clock, &end);
    end.tv_sec += limit_seconds;
    return &end;
}

static long in_nanosleep(void) { return result_of(nanosleep(&limit, NULL)); }
static long in_clock_nanosleep(void) { return clock_nanosleep(CLOCK_BOOTTIME, 0, &limit, NULL); }
static long in_sleep_until(void) { return clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, until(CLOCK_REALTIME), NULL); }
static long in_futex(void) { return expired(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &limit, NULL, 0), ETIMEDOUT); }
static long in_bitset(void) { return expired(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, until(CLOCK_MONOTONIC), NULL, -1), ETIMEDOUT); }
static long in_sigtimedwait(void) { return expired(sigtimedwait(&awaited, NULL, &limit), EAGAIN); }

static struct call calls[] = {
    { .name = "nanosleep", in_nanosleep }, { .name = "clock_nanosleep", in_clock_nanosleep }, { .name = "clock_nanosleep until", in_sleep_until },
    { .name = "futex", in_futex }, { .name = "futex until", in_bitset }, { .name = "sigtimedwait", in_sigtimedwait },
};

int main(int argc, char **argv)
{
    (void)argc;
    sigaddset(&awaited, SIGUSR1);
    EXPECT(sigprocmask(SIG_BLOCK, &awaited, NULL) == 0);
    return check_limited_calls(calls, sizeof calls / sizeof calls[0], argv);
}
