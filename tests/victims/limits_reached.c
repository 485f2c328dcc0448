// Cannot have any more of what it has already: locked memory, and with "descriptors" descriptors (all numbers that its limit allows are taken), with "memory" address space (its limit is
// a page above what is mapped).
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { descriptors = 40, locked = 64 << 10 };

static rlim_t address_space(void)
{
    char text[100] = "";
    int file = open("/proc/self/statm", O_RDONLY);
    EXPECT(file >= 0 && read(file, text, sizeof text - 1) > 0 && close(file) == 0);
    return strtoull(text, NULL, 10) * 4096;
}

static void limit(int which, rlim_t to) { EXPECT(setrlimit(which, &(struct rlimit){ to, to }) == 0); }

int main(int argc, char **argv)
{
    EXPECT(argc > 2);
    int is_memory = strcmp(argv[2], "memory") == 0;
    char *memory = mmap(NULL, locked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED && mlock(memory, locked) == 0);
    limit(RLIMIT_MEMLOCK, locked);
    rlim_t most = address_space() + 4096;
    if (is_memory)
        limit(RLIMIT_AS, most);
    else
        limit(RLIMIT_NOFILE, descriptors);
    while (!is_memory && dup(STDIN_FILENO) >= 0)
        continue;
    await_question(argv);

    EXPECT(is_memory || (dup(STDIN_FILENO) < 0 && errno == EMFILE));
    for (int number = 3; number < descriptors; number++)
        EXPECT((fcntl(number, F_GETFD) == 0) != is_memory);
    EXPECT(!is_memory || mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    EXPECT(mlock(memory, locked) == 0 && (is_memory || close(3) == 0) && dup(STDIN_FILENO) == 3);
    return pass();
}
