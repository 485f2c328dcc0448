// Restartable sequences stay registered in every thread: the kernel keeps the processor number in the area up to date,
// and a second registration of the same area is refused as one that is there already.
#include "victim.h"
#include <pthread.h>
#include <sched.h>
#include <sys/rseq.h>
#include <sys/syscall.h>

static volatile int stop;

static void check(void)
{
    struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
    for (int processor = 0; processor < 64; processor++) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(processor, &one);
        if (sched_setaffinity(0, sizeof one, &one) != 0)
            continue;                       // not a processor of this machine
        sched_yield();
        EXPECT((int)*(volatile unsigned *)&area->cpu_id == processor);
    }
    EXPECT(syscall(SYS_rseq, area, 32, 0, RSEQ_SIG) == -1 && errno == EBUSY);
}

static void *other(void *unused)
{
    while (!stop)
        pause_milliseconds(2);
    check();
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t thread;
    if (__rseq_size == 0)
        fail("the C library did not register rseq");
    EXPECT(pthread_create(&thread, NULL, other, NULL) == 0);
    await_question(argv);
    check();
    stop = 1;
    EXPECT(pthread_join(thread, NULL) == 0);
    return pass();
}
