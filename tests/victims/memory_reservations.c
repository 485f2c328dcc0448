// Reservations of many tebibytes that nobody can touch, as collectors and sanitizers make them, with a few pages in use; one of a memfd mapped several times.
#include "victim.h"
#include <sys/mman.h>

enum { page = 4096, uses = 16 };
static const size_t length = 16UL << 40, step = 1UL << 40, half = (1UL << 40) / 2, shared_length = 1UL << 40;

int main(int argc, char **argv)
{
    (void)argc;
    int fd = memfd_create("heap", 0), kind = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    unsigned char *memory = mmap(NULL, length, PROT_NONE, kind, -1, 0), *shared;
    EXPECT(memory != MAP_FAILED && fd >= 0 && ftruncate(fd, (off_t)shared_length) == 0);
    for (int use = 0; use < uses; use++) {
        EXPECT(mprotect(memory + (size_t)use * step + half, 4 * page, PROT_READ | PROT_WRITE) == 0);
        fill(memory + (size_t)use * step + half, 3 * page, (unsigned)use);
    }
    EXPECT(mprotect(memory + half, 4 * page, PROT_NONE) == 0);
    EXPECT((shared = mmap(NULL, shared_length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0)) != MAP_FAILED);
    unsigned char *again = mmap(NULL, shared_length, PROT_NONE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    fill(shared + half, 3 * page, 99), shared[shared_length - 1] = 'e';
    EXPECT(again != MAP_FAILED && mprotect(again + half, page, PROT_READ | PROT_WRITE) == 0);
    await_question(argv);

    EXPECT(mprotect(memory + half, 4 * page, PROT_READ | PROT_WRITE) == 0 && memory[half + 3 * page] == 0);
    for (int use = 0; use < uses; use++)
        EXPECT(filled(memory + (size_t)use * step + half, 3 * page, (unsigned)use));
    EXPECT(mprotect(memory + length - page, page, PROT_READ | PROT_WRITE) == 0 && memory[length - 1] == 0);
    EXPECT(filled(shared + half, 3 * page, 99) && shared[shared_length - 1] == 'e' && shared[0] == 0);
    again[half] = 'a';
    EXPECT(shared[half] == 'a');
    return pass();
}
