// What each thread has of its own: id, name, niceness, scheduling policy, processor set, timer slack, io priority.
#include "victim.h"
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

enum { threads = 4 };
static volatile int stop, prepared;
static const int policies[threads] = { SCHED_OTHER, SCHED_BATCH, SCHED_IDLE, SCHED_OTHER };

static void *keep(void *argument)
{
    int number = (int)(long)argument, tid = (int)syscall(SYS_gettid);
    char wanted[16], name[16];
    cpu_set_t one, now;
    snprintf(wanted, sizeof wanted, "odd (name) %d", number);
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    EXPECT(prctl(PR_SET_NAME, wanted) == 0);
    EXPECT(setpriority(PRIO_PROCESS, tid, number + 1) == 0);
    EXPECT(sched_setscheduler(0, policies[number], &(struct sched_param){ 0 }) == 0);
    EXPECT(prctl(PR_SET_TIMERSLACK, 100000 + number) == 0);
    EXPECT(syscall(SYS_ioprio_set, 1, 0, 2 << 13 | number) == 0);
    if (number == 3)
        EXPECT(sched_setaffinity(0, sizeof one, &one) == 0);
    __sync_fetch_and_add(&prepared, 1);
    while (!stop)
        pause_milliseconds(2);

    EXPECT(syscall(SYS_gettid) == tid);
    EXPECT(prctl(PR_GET_NAME, name) == 0 && strcmp(name, wanted) == 0);
    EXPECT(getpriority(PRIO_PROCESS, 0) == number + 1);
    EXPECT(sched_getscheduler(0) == policies[number]);
    EXPECT(prctl(PR_GET_TIMERSLACK) == 100000 + number);
    EXPECT(syscall(SYS_ioprio_get, 1, 0) == (2 << 13 | number));
    EXPECT(number != 3 || (sched_getaffinity(0, sizeof now, &now) == 0 && CPU_EQUAL(&now, &one)));
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t handles[threads];
    for (long i = 0; i < threads; i++)
        EXPECT(pthread_create(&handles[i], NULL, keep, (void *)i) == 0);
    while (prepared < threads)
        pause_milliseconds(1);
    await_question(argv);
    stop = 1;
    for (int i = 0; i < threads; i++)
        EXPECT(pthread_join(handles[i], NULL) == 0);
    return pass();
}
