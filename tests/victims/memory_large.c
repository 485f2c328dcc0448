// As much memory as the second argument says, in MiB (64 without it), every page different. Until it is asked it counts in every page, one after the other, all the time; compared afterwards.
#include "victim.h"
#include <sys/mman.h>

int main(int argc, char **argv)
{
    enum { page_words = 512, pages_a_turn = 4096 };
    size_t length = (argc > 2 ? strtoul(argv[2], NULL, 10) : 64) << 20, words = length / sizeof(unsigned long), place = 0;
    unsigned long *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), laps = 0;
    EXPECT(memory != MAP_FAILED);
    for (size_t i = 0; i < words; i++)
        memory[i] = i * 0x9e3779b97f4a7c15UL;
    for (ready(argv); !asked(); pause_milliseconds(1))
        for (int i = 0; i < pages_a_turn; i++) {
            memory[place]++;
            place = (place + page_words) % words;
            laps += place == 0;
        }
    for (size_t i = 0; i < words; i++)
        if (memory[i] != i * 0x9e3779b97f4a7c15UL + (i % page_words == 0 ? laps + (i < place) : 0))
            fail("word %zu is %lx", i, memory[i]);
    return pass();
}
