// What only root may have, or whom he has raised the limits for: realtime policies of each thread, deadlines, a niceness and an input/output class above the ordinary,
// timers that wake the machine; an ambient capability and locked secure bits, which forbid further ones; and that nobody else may look at it.
#include "victim.h"
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

struct attributes { unsigned size, policy; unsigned long flags; int nice; unsigned priority; unsigned long runtime, deadline, period; };
enum { threads = 5, reset_on_fork = 1, deadline = 6, realtime_alarm = 8, boottime_alarm = 9, far = 5000, realtime_class = 1 << 13, no_fixup = 4, no_more_ambient = 192, set_bits = 1 << 8, raw = 13 };
static const struct attributes wanted[threads] = {
    { sizeof wanted[0], SCHED_FIFO, 0, 0, 7, 0, 0, 0 }, { sizeof wanted[0], SCHED_RR, reset_on_fork, 0, 3, 0, 0, 0 }, { sizeof wanted[0], SCHED_OTHER, reset_on_fork, -11, 0, 0, 0, 0 },
    { sizeof wanted[0], SCHED_BATCH, 0, -5, 0, 0, 0, 0 }, { sizeof wanted[0], deadline, 0, 0, 0, 1000000, 90000000, 100000000 },
};
static volatile int stop, prepared;

static void *keep(void *argument)
{
    long number = (long)argument;
    struct attributes now;
    EXPECT(syscall(SYS_sched_setattr, 0, &wanted[number], 0) == 0 && syscall(SYS_ioprio_set, 1, 0, realtime_class | number) == 0);
    for (__sync_fetch_and_add(&prepared, 1); !stop; pause_milliseconds(2));
    EXPECT(syscall(SYS_sched_getattr, 0, &now, sizeof now, 0) == 0 && syscall(SYS_ioprio_get, 1, 0) == (realtime_class | number));
    if (now.policy != wanted[number].policy || now.flags != wanted[number].flags || now.nice != wanted[number].nice || now.priority != wanted[number].priority)
        fail("thread %ld has policy %u, flags %lx, niceness %d, priority %u", number, now.policy, now.flags, now.nice, now.priority);
    EXPECT(wanted[number].policy != deadline || (now.runtime == wanted[number].runtime && now.deadline == wanted[number].deadline && now.period == wanted[number].period));
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t handles[threads];
    struct itimerspec left;
    struct { unsigned version; int pid; } self = { 0x20080522, 0 };
    struct { unsigned effective, permitted, inheritable; } own[2], still[2];
    static const int alarm_clocks[2] = { realtime_alarm, boottime_alarm };
    int alarms[2];
    for (int i = 0; i < 2; i++)
        EXPECT((alarms[i] = timerfd_create(alarm_clocks[i], 0)) >= 0 && timerfd_settime(alarms[i], 0, &(struct itimerspec){ { 0, 0 }, { far, 0 } }, NULL) == 0);
    EXPECT(syscall(SYS_capget, &self, own) == 0 && (own[0].inheritable |= 1 << raw, syscall(SYS_capset, &self, own)) == 0 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, raw, 0, 0) == 0);
    EXPECT(prctl(PR_SET_SECUREBITS, no_fixup | no_more_ambient) == 0 && (own[0].effective &= ~set_bits, own[0].permitted &= ~set_bits, syscall(SYS_capset, &self, own)) == 0);
    EXPECT(prctl(PR_SET_DUMPABLE, 0) == 0);
    for (long i = 0; i < threads; i++)
        EXPECT(pthread_create(&handles[i], NULL, keep, (void *)i) == 0);
    while (prepared < threads)
        pause_milliseconds(1);
    await_question(argv);
    stop = 1;
    for (int i = 0; i < threads; i++)
        EXPECT(pthread_join(handles[i], NULL) == 0);
    for (int i = 0; i < 2; i++)
        EXPECT(timerfd_gettime(alarms[i], &left) == 0 && left.it_value.tv_sec <= far && left.it_value.tv_sec > far - 900);
    EXPECT(prctl(PR_GET_SECUREBITS) == (no_fixup | no_more_ambient) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, raw, 0, 0) == 1 && prctl(PR_GET_DUMPABLE) == 0);
    EXPECT(syscall(SYS_capget, &self, still) == 0 && memcmp(own, still, sizeof own) == 0);
    return pass();
}
