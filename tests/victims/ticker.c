// Keeps a clock in a file mapped shared, for whoever wants to know how long it stood still: the time of the last tick, the longest gap
// between two, and their number, as three 64-bit integers (nanoseconds of CLOCK_MONOTONIC). Arguments: question, clock file,
// MiB of memory to hold, number of further threads (which tick for themselves).
#include "victim.h"
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>

struct clock { volatile long last_nanoseconds, longest_nanoseconds, ticks; };

static long now_nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000 + now.tv_nsec;
}

static void *idle(void *ticks)
{
    while (++*(volatile long *)ticks > 0)
        pause_milliseconds(50);
    return NULL;
}

int main(int argc, char **argv)
{
    EXPECT(argc == 5);
    int fd = open(argv[2], O_RDWR | O_CREAT, 0600), threads = atoi(argv[4]);
    size_t length = (strtoul(argv[3], NULL, 10) << 20) + 4096;
    EXPECT(fd >= 0 && ftruncate(fd, 4096) == 0);
    struct clock *clock = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    unsigned long *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(clock != MAP_FAILED && memory != MAP_FAILED && close(fd) == 0);
    for (size_t i = 0; i < length / sizeof *memory; i++)
        memory[i] = i * 0x9e3779b97f4a7c15UL;
    for (int i = 0; i < threads; i++)
        EXPECT(pthread_create(&(pthread_t){ 0 }, NULL, idle, calloc(1, sizeof(long))) == 0);

    clock->last_nanoseconds = now_nanoseconds();
    for (ready(argv); !asked(); clock->ticks++) {
        long now = now_nanoseconds(), gap = now - clock->last_nanoseconds;
        if (gap > clock->longest_nanoseconds)
            clock->longest_nanoseconds = gap;
        clock->last_nanoseconds = now;
        nanosleep(&(struct timespec){ 0, 50000 }, NULL);
    }
    return pass();
}
