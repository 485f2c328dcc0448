// Shared anonymous memory, seen through two mappings that overlap in part, with pages never touched.
#include "victim.h"
#include <sys/mman.h>

enum { page = 4096, pages = 64 };

int main(int argc, char **argv)
{
    (void)argc;
    unsigned char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    for (int i = 0; i < pages; i += 2)
        fill(memory + i * page, page, i);
    // An old length of zero makes a second mapping of the same pages (mremap(2)).
    unsigned char *again = mremap(memory + 10 * page, 0, 20 * page, MREMAP_MAYMOVE);
    EXPECT(again != MAP_FAILED);
    EXPECT(mprotect(memory + 40 * page, 4 * page, PROT_READ) == 0);
    await_question(argv);

    for (int i = 0; i < pages; i++)
        EXPECT(i % 2 == 0 ? filled(memory + i * page, page, i) : memory[i * page] == 0);
    again[3 * page] = 'a';
    EXPECT(memory[13 * page] == 'a');
    memory[29 * page] = 'b';
    EXPECT(again[19 * page] == 'b');
    return pass();
}
