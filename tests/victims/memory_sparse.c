// A reservation of 64 GiB in which a few pages are used, as language run-times make it: the image must not hold what is not there.
#include "victim.h"
#include <sys/mman.h>

int main(int argc, char **argv)
{
    (void)argc;
    const size_t length = 64UL << 30, step = 3UL << 30;
    unsigned char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(memory != MAP_FAILED);
    for (size_t at = 0; at < length; at += step)
        fill(memory + at, 8192, (unsigned)(at >> 30));
    await_question(argv);
    for (size_t at = 0; at < length; at += step) {
        EXPECT(filled(memory + at, 8192, (unsigned)(at >> 30)));
        EXPECT(memory[at + 8192] == 0);
    }
    return pass();
}
