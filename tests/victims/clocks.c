// The monotonic clocks go on, by the vdso and by system calls; who waits for a time of theirs waits for that time, neither for a year nor not at all.
#include "victim.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

enum { kinds = 2, ways = 5 };
static const long second = 1000000000, jump = 3600 * 1000000000L, distance = 5000 * 1000000000L;
static const int clocks[kinds] = { CLOCK_MONOTONIC, CLOCK_BOOTTIME };
static long last[kinds], near[kinds];
static int near_timers[kinds], far_timers[kinds], word;

static long now(long kind)
{
    struct timespec fast, slow;
    EXPECT(clock_gettime(clocks[kind], &fast) == 0 && syscall(SYS_clock_gettime, clocks[kind], &slow) == 0);
    long by_vdso = fast.tv_sec * second + fast.tv_nsec, by_call = slow.tv_sec * second + slow.tv_nsec;
    EXPECT(by_call >= by_vdso && by_call < by_vdso + jump);
    return by_call;
}

static int set_timer(long kind, long time)
{
    int fd = timerfd_create(clocks[kind], 0);
    EXPECT(timerfd_settime(fd, TFD_TIMER_ABSTIME, &(struct itimerspec){ { 0, 0 }, { time / second, time % second } }, NULL) == 0);
    return fd;
}

static void *wait_until_near(void *argument)
{
    long way = (long)argument, kind = way % kinds;
    struct timespec end = { near[kind] / second, near[kind] % second };
    long count = 1, result = way < kinds ? clock_nanosleep(clocks[kind], TIMER_ABSTIME, &end, NULL)
        : way < 2 * kinds ? read(near_timers[kind], &count, sizeof count) - 8 : syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, &end, NULL, -1) + 1;
    return result == 0 && count == 1 && now(kind) >= near[kind] && now(kind) < near[kind] + jump ? NULL : argument + 1;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t threads[ways];
    struct itimerspec left;
    void *wrong;
    for (int kind = 0; kind < kinds; kind++) {
        near_timers[kind] = set_timer(kind, near[kind] = (last[kind] = now(kind)) + 5 * second);
        far_timers[kind] = set_timer(kind, near[kind] + distance);
    }
    for (long way = 0; way < ways; way++)
        EXPECT(pthread_create(&threads[way], NULL, wait_until_near, (void *)way) == 0);
    await_question(argv);
    for (int way = 0; way < ways; way++)
        EXPECT(pthread_join(threads[way], &wrong) == 0 && wrong == NULL);
    for (int kind = 0; kind < kinds; kind++) {
        long time = now(kind);
        EXPECT(time >= last[kind] && time < last[kind] + jump && timerfd_gettime(far_timers[kind], &left) == 0);
        EXPECT(labs(near[kind] + distance - time - left.it_value.tv_sec * second - left.it_value.tv_nsec) < second);
    }
    return pass();
}
