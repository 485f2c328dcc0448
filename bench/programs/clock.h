// The clocks that the bench reads: in a file mapped by the program and by the bench, one for each process. Each holds the time of the last tick, the longest
// gap between two, and their number (nanoseconds of CLOCK_MONOTONIC), as the victim "ticker" has it.
#pragma once
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>

struct clock { volatile long last_nanoseconds, longest_nanoseconds, ticks; };

static inline struct clock *open_clocks(const char *path, long count)
{
    size_t length = ((size_t)count * sizeof(struct clock) + 4095) / 4096 * 4096;
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    EXPECT(fd >= 0 && ftruncate(fd, (off_t)length) == 0);
    struct clock *clocks = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(clocks != MAP_FAILED && close(fd) == 0);
    return clocks;
}

static inline void tick(struct clock *clock)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    long now = time.tv_sec * 1000000000 + time.tv_nsec, gap = now - clock->last_nanoseconds;
    if (clock->last_nanoseconds != 0 && gap > clock->longest_nanoseconds)
        clock->longest_nanoseconds = gap;
    clock->last_nanoseconds = now;
    clock->ticks++;
}
