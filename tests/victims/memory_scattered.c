// Thousands of pages, none of which is the neighbour of another: every other one of a mapping has been touched.
#include "victim.h"
#include <sys/mman.h>

enum { page = 4096, pages = 3000 };

int main(int argc, char **argv)
{
    (void)argc;
    char *memory = mmap(NULL, (size_t)page * pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED && madvise(memory, (size_t)page * pages, MADV_NOHUGEPAGE) == 0);
    for (int i = 0; i < pages; i += 2)
        fill(memory + (size_t)i * page, page, (unsigned)i);
    await_question(argv);
    for (int i = 0; i < pages; i++)
        if (i % 2 == 0 ? !filled(memory + (size_t)i * page, page, (unsigned)i) : memory[(size_t)i * page] != 0)
            fail("page %d", i);
    return pass();
}
