// The devices every program may have open, and files of /proc and /sys, at an offset.
#include "victim.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
    (void)argc;
    char bytes[64], before[64], after[64];
    int null = open("/dev/null", O_RDWR | O_CLOEXEC), zero = open("/dev/zero", O_RDONLY), full = open("/dev/full", O_WRONLY);
    int random = open("/dev/urandom", O_RDONLY | O_NONBLOCK), processor = open("/proc/cpuinfo", O_RDONLY), own = open("/proc/self/status", O_RDONLY);
    EXPECT(null >= 0 && zero >= 0 && full >= 0 && random >= 0 && processor >= 0 && own >= 0);
    EXPECT(pread(processor, before, sizeof before, 10) == sizeof before && lseek(processor, 10, SEEK_SET) == 10);
    await_question(argv);

    EXPECT(write(null, "x", 1) == 1 && read(null, bytes, 1) == 0 && fcntl(null, F_GETFD) == FD_CLOEXEC);
    memset(bytes, 1, sizeof bytes);
    EXPECT(read(zero, bytes, 64) == 64 && bytes[0] == 0 && bytes[63] == 0);
    EXPECT(write(full, "x", 1) == -1 && errno == ENOSPC);
    EXPECT(read(random, bytes, 64) == 64 && (fcntl(random, F_GETFL) & O_NONBLOCK) != 0);
    EXPECT(read(processor, after, sizeof after) == sizeof after && memcmp(before, after, sizeof after) == 0);
    EXPECT(read(own, bytes, 5) == 5 && memcmp(bytes, "Name:", 5) == 0);
    return pass();
}
