// POSIX timers with gaps between their ids: ticking, for one thread, silent, far away, disarmed, on several clocks.
#include "victim.h"
#include <signal.h>
#include <sys/syscall.h>

static volatile int ticks, wrong;
static timer_t timers[7];

static void tick(int number, siginfo_t *info, void *context)
{
    (void)context;
    wrong |= number != SIGRTMIN + 1 || info->si_code != SI_TIMER || info->si_value.sival_int != 4711;
    ticks++;
}

static void create(int index, int clock, int notify, int signal, long first_seconds, long interval_milliseconds)
{
    struct sigevent event = { .sigev_notify = notify, .sigev_signo = signal, .sigev_value.sival_int = 4711 };
    if (notify == SIGEV_THREAD_ID)
        event._sigev_un._tid = (int)syscall(SYS_gettid);
    long interval_nanoseconds = interval_milliseconds % 1000 * 1000000;
    struct itimerspec times = { { interval_milliseconds / 1000, interval_nanoseconds }, { first_seconds, first_seconds == 0 ? interval_nanoseconds : 0 } };
    EXPECT(timer_create(clock, &event, &timers[index]) == 0);
    EXPECT(timer_settime(timers[index], 0, &times, NULL) == 0);
}

static void check(int index, long first_seconds, long interval_milliseconds)
{
    struct itimerspec now;
    EXPECT(timer_gettime(timers[index], &now) == 0);
    EXPECT(now.it_interval.tv_sec * 1000 + now.it_interval.tv_nsec / 1000000 == interval_milliseconds);
    if (now.it_value.tv_sec > first_seconds || now.it_value.tv_sec < first_seconds - 900 || timer_getoverrun(timers[index]) != 0)
        fail("timer %d has %ld s to go of %ld", index, now.it_value.tv_sec, first_seconds);
}

int main(int argc, char **argv)
{
    (void)argc;
    struct sigaction action = { .sa_sigaction = tick, .sa_flags = SA_SIGINFO | SA_RESTART };
    EXPECT(sigaction(SIGRTMIN + 1, &action, NULL) == 0);
    for (int i = 0; i < 7; i++)
        create(i, CLOCK_MONOTONIC, SIGEV_NONE, 0, 1, 0);
    for (int i = 0; i < 7; i += 2)
        EXPECT(timer_delete(timers[i]) == 0);
    create(0, CLOCK_MONOTONIC, SIGEV_THREAD_ID, SIGRTMIN + 1, 0, 10);
    create(2, CLOCK_REALTIME, SIGEV_SIGNAL, SIGUSR1, 3600, 7000);
    create(4, CLOCK_BOOTTIME, SIGEV_NONE, 0, 5000, 0);
    create(6, CLOCK_PROCESS_CPUTIME_ID, SIGEV_SIGNAL, SIGUSR2, 6000, 1500);
    await_question(argv);

    int before = ticks;
    while (ticks < before + 5)
        pause_milliseconds(1);
    EXPECT(!wrong);
    check(2, 3600, 7000);
    check(4, 5000, 0);
    check(6, 6000, 1500);
    return pass();
}
