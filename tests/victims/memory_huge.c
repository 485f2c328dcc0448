// Transparent huge pages.
#include "victim.h"
#include <stdint.h>
#include <sys/mman.h>

enum { huge = 2 << 20 };

int main(int argc, char **argv)
{
    (void)argc;
    unsigned char *area = mmap(NULL, 9 * huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(area != MAP_FAILED);
    unsigned char *memory = (unsigned char *)(((uintptr_t)area + huge - 1) & ~(uintptr_t)(huge - 1));
    EXPECT(madvise(memory, 8 * huge, MADV_HUGEPAGE) == 0 || errno == EINVAL);
    fill(memory, 3 * huge, 51);                     // and five that are never touched
    memory[6 * huge + 12345] = 'h';
    await_question(argv);

    EXPECT(filled(memory, 3 * huge, 51));
    EXPECT(memory[6 * huge + 12345] == 'h' && memory[7 * huge] == 0);
    return pass();
}
