// Threads on one processor count together in restartable sections (rseq(2)): none of them may go on inside of one when another thread has run, or the section has
// been left for our sake, or else a step is counted twice. They are inside nearly all the time.
#include "victim.h"
#include <pthread.h>
#include <sched.h>
#include <sys/rseq.h>

enum { threads = 3 };
static volatile long counter, started;
static volatile int stop;
static long committed[threads], aborted[threads];

// Returns 1 when the new value has been stored, 0 when the section was aborted.
static int try_to_count(struct rseq *area, long spins)
{
    __asm__ goto(
        ".pushsection .data.sections, \"aw\"\n\t.balign 32\n"
        "3:\t.long 0, 0\n\t.quad 1f, 2f - 1f, 4f\n\t.popsection\n\t"
        "leaq 3b(%%rip), %%rax\n\tmovq %%rax, %[section]\n"
        "1:\tmovq %[counter], %%rcx\n\tmovq %[spins], %%rax\n"
        "5:\tdecq %%rax\n\tjnz 5b\n\tincq %%rcx\n\tmovq %%rcx, %[counter]\n"
        "2:\tjmp 6f\n\t.byte 0x0f, 0xb9, 0x3d\n\t.long 0x53053053\n"
        "4:\tjmp %l[aborted]\n6:\n"
        : : [section] "m"(area->rseq_cs), [counter] "m"(counter), [spins] "r"(spins) : "rax", "rcx", "memory", "cc" : aborted);
    return 1;
aborted:
    return 0;
}

static void *count_up(void *argument)
{
    long number = (long)argument;
    struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
    __sync_fetch_and_add(&started, 1);
    while (!stop)
        if (try_to_count(area, 200000))
            committed[number]++;
        else
            aborted[number]++;
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t handles[threads];
    long all = 0, thrown_away = 0;
    // They inherit the processor: none must count on another one first.
    EXPECT(argc > 1 && __rseq_size > 0 && sched_setaffinity(0, sizeof(cpu_set_t), &(cpu_set_t){ { 1 } }) == 0);
    for (long i = 0; i < threads; i++)
        EXPECT(pthread_create(&handles[i], NULL, count_up, (void *)i) == 0);
    while (started < threads)
        pause_milliseconds(1);
    await_question(argv);
    stop = 1;
    for (int i = 0; i < threads; i++)
        EXPECT(pthread_join(handles[i], NULL) == 0 && committed[i] > 0 && (all += committed[i], thrown_away += aborted[i], 1));
    if (all != counter)
        fail("%ld were counted of %ld, %ld thrown away", (long)counter, all, thrown_away);
    return pass();
}
