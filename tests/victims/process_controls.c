// What prctl(2) and arch_prctl(2) set for a thread alone (no new privileges, what it does when memory fails, instructions that fault, the base of gs) and for the
// process (merging of pages, huge pages only where advised, capabilities that outlive a change of user), and what of it is written at a crash.
#include "victim.h"
#include <asm/prctl.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { set_memory_merge = 67, get_memory_merge = 68, except_advised = 2, threads = 2, core_filter = 0x11 };
static volatile int stop, prepared;
static int merges, keeps_huge, faults;
static unsigned long places[threads];

static int counter_mode(void) { int mode = 0; EXPECT(prctl(PR_GET_TSC, &mode) == 0); return mode; }

static void *keep(void *argument)
{
    long number = (long)argument;
    unsigned long base = 0;
    if (number == 1) {
        EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_EARLY, 0, 0) == 0 && prctl(PR_SET_TSC, PR_TSC_SIGSEGV) == 0);
        faults = syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0) == 0; // not every processor can
    }
    EXPECT(syscall(SYS_arch_prctl, ARCH_SET_GS, &places[number]) == 0);
    for (__sync_fetch_and_add(&prepared, 1); !stop; pause_milliseconds(2));

    EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == number && prctl(PR_MCE_KILL_GET, 0, 0, 0, 0) == (number == 1 ? PR_MCE_KILL_EARLY : PR_MCE_KILL_DEFAULT));
    EXPECT(counter_mode() == (number == 1 ? PR_TSC_SIGSEGV : PR_TSC_ENABLE) && syscall(SYS_arch_prctl, ARCH_GET_CPUID, 0) == !(number == 1 && faults));
    EXPECT(syscall(SYS_arch_prctl, ARCH_GET_GS, &base) == 0 && base == (unsigned long)&places[number]);
    __asm__ volatile("movq %0, %%gs:0" : : "r"(number + 77) : "memory");
    EXPECT(places[number] == (unsigned long)number + 77);
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t handles[threads];
    unsigned filter = 0;
    FILE *file = fopen("/proc/self/coredump_filter", "w");
    EXPECT(file != NULL && fprintf(file, "0x%x", core_filter) > 0 && fclose(file) == 0 && prctl(PR_SET_KEEPCAPS, 1) == 0);
    merges = prctl(set_memory_merge, 1, 0, 0, 0) == 0, keeps_huge = prctl(PR_SET_THP_DISABLE, 1, except_advised, 0, 0) == 0;
    for (long i = 0; i < threads; i++)
        EXPECT(pthread_create(&handles[i], NULL, keep, (void *)i) == 0);
    while (prepared < threads)
        pause_milliseconds(1);
    await_question(argv);

    stop = 1;
    for (int i = 0; i < threads; i++)
        EXPECT(pthread_join(handles[i], NULL) == 0);
    EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 && prctl(PR_GET_KEEPCAPS) == 1 && (!merges || prctl(get_memory_merge, 0, 0, 0, 0) == 1));
    EXPECT(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == (keeps_huge ? 1 | except_advised : 0));
    file = fopen("/proc/self/coredump_filter", "r");
    EXPECT(file != NULL && fscanf(file, "%x", &filter) == 1 && filter == core_filter);
    return pass();
}
