// As much memory as the second argument says, in MiB (64 without it), every page different, compared afterwards.
#include "victim.h"
#include <sys/mman.h>

int main(int argc, char **argv)
{
    size_t length = (argc > 2 ? strtoul(argv[2], NULL, 10) : 64) << 20, words = length / sizeof(unsigned long);
    unsigned long *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    for (size_t i = 0; i < words; i++)
        memory[i] = i * 0x9e3779b97f4a7c15UL;
    await_question(argv);
    for (size_t i = 0; i < words; i++)
        if (memory[i] != i * 0x9e3779b97f4a7c15UL)
            fail("word %zu is %lx", i, memory[i]);
    return pass();
}
