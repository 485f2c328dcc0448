// A tree of processes, each with two children, all of which tick. Arguments: question, clock file, number of processes.
#include "clock.h"
#include <sys/wait.h>

static struct clock *clocks;
static long processes;

static void live(long index)
{
    // Together they wake up as often as a single one would, but each at least every ten milliseconds.
    long rest_nanoseconds = 50000 * processes < 10000000 ? 50000 * processes : 10000000;
    while (!asked()) {
        tick(&clocks[index]);
        nanosleep(&(struct timespec){ 0, rest_nanoseconds }, NULL);
    }
    while (wait(NULL) > 0)
        continue;
}

static void grow(long index)
{
    for (long child = 2 * index + 1; child <= 2 * index + 2 && child < processes; child++) {
        pid_t pid = fork();
        EXPECT(pid >= 0);
        if (pid == 0) {
            grow(child);
            live(child);
            _exit(0);
        }
    }
}

int main(int argc, char **argv)
{
    EXPECT(argc == 4);
    question = argv[1];
    processes = atol(argv[3]);
    clocks = open_clocks(argv[2], processes);
    grow(0);
    for (long index = 1; index < processes; index++)
        while (clocks[index].ticks == 0)
            pause_milliseconds(1);
    ready(argv);
    live(0);
    return pass();
}
