// What timer_getoverrun(2) tells of the last signal of a timer, until the next; and a timer whose thread has ended.
#include "victim.h"
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>

enum { timers = 3, parts = 10 };
static timer_t handles[timers], of_the_dead;
static const int clocks[timers] = { CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_MONOTONIC }, wanted[timers] = { 3, 8, 0 };

static long long now(int clock)
{
    struct timespec time;
    EXPECT(clock_gettime(clock, &time) == 0);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static struct timespec split(long long nanoseconds)
{
    return (struct timespec){ nanoseconds / 1000000000, nanoseconds % 1000000000 };
}

// Begun in the past, it expires at once, and again after half of an interval, which is a tenth of the time since the start of the machine.
static void start(int index, int notify)
{
    struct sigevent event = { .sigev_notify = notify, .sigev_signo = SIGRTMIN + index, ._sigev_un._tid = (int)syscall(SYS_gettid) };
    long long interval = now(clocks[index]) / parts, begin = now(clocks[index]) - wanted[index] * interval - interval / 2;
    struct itimerspec times = { split(interval), split(begin) };
    siginfo_t information;
    sigset_t set;
    EXPECT(sigemptyset(&set) == 0 && sigaddset(&set, SIGRTMIN + index) == 0 && sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    EXPECT(timer_create(clocks[index], &event, &handles[index]) == 0 && timer_settime(handles[index], TIMER_ABSTIME, &times, NULL) == 0);
    EXPECT(sigwaitinfo(&set, &information) == SIGRTMIN + index && information.si_overrun == wanted[index] && timer_getoverrun(handles[index]) == wanted[index]);
}

static void *die(void *times)
{
    struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1, ._sigev_un._tid = (int)syscall(SYS_gettid) };
    EXPECT(timer_create(CLOCK_MONOTONIC, &event, &of_the_dead) == 0 && timer_settime(of_the_dead, 0, times, NULL) == 0);
    return NULL;
}

int main(int argc, char **argv)
{
    struct itimerspec in_an_hour = { { 0, 0 }, { 3600, 0 } }, left;
    pthread_t thread;
    (void)argc;
    EXPECT(pthread_create(&thread, NULL, die, &in_an_hour) == 0 && pthread_join(thread, NULL) == 0);
    start(0, SIGEV_SIGNAL);
    start(1, SIGEV_THREAD_ID);
    start(2, SIGEV_SIGNAL);
    await_question(argv);

    for (int i = 0; i < timers; i++)
        EXPECT(timer_getoverrun(handles[i]) == wanted[i] && timer_gettime(handles[i], &left) == 0 && left.it_interval.tv_sec + left.it_interval.tv_nsec > 0);
    EXPECT(timer_gettime(of_the_dead, &left) == 0 && left.it_value.tv_sec > 0 && timer_delete(of_the_dead) == 0);
    return pass();
}
