// The vdso lies where the program knows it: clocks and processor number come without a system call, and time does not run backwards.
#include "victim.h"
#include <sched.h>
#include <sys/auxv.h>
#include <sys/time.h>

int main(int argc, char **argv)
{
    (void)argc;
    unsigned long vdso = getauxval(AT_SYSINFO_EHDR);
    struct timespec before[3], after[3];
    const int clocks[] = { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME };
    EXPECT(vdso != 0 && memcmp((void *)vdso, "\177ELF", 4) == 0);
    for (int i = 0; i < 3; i++)
        EXPECT(clock_gettime(clocks[i], &before[i]) == 0);
    await_question(argv);

    EXPECT(memcmp((void *)vdso, "\177ELF", 4) == 0);
    for (int i = 0; i < 3; i++) {
        EXPECT(clock_gettime(clocks[i], &after[i]) == 0);
        EXPECT(after[i].tv_sec > before[i].tv_sec || (after[i].tv_sec == before[i].tv_sec && after[i].tv_nsec > before[i].tv_nsec));
        EXPECT(after[i].tv_sec - before[i].tv_sec < 3600);
    }
    struct timeval now;
    unsigned processor, node;
    EXPECT(gettimeofday(&now, NULL) == 0 && now.tv_sec >= before[0].tv_sec);
    EXPECT(time(NULL) >= before[0].tv_sec);
    EXPECT(getcpu(&processor, &node) == 0 && processor < 4096);
    return pass();
}
