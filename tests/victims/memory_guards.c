// Guard pages that madvise(2) installs inside of mappings (Linux 6.13): private, of a file, shared (6.15), in memory that is locked away. They take the pages'
// content away, and give none back when they are removed.
#include "victim.h"
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

enum { page = 4096, pages = 8, guard_install = 102, guard_remove = 103, kinds = 4 };
static sigjmp_buf back;
static unsigned char *memory[kinds];

static void fault(int number) { siglongjmp(back, number); }

static int is_guarded(volatile unsigned char *address)
{
    if (sigsetjmp(back, 1) == 0)
        return *address + 1 == 0;
    return 1;
}

static unsigned char *map(int kind, int fd)
{
    unsigned char *made = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, kind, fd, 0);
    EXPECT(made != MAP_FAILED);
    fill(made, pages * page, 7);
    return made;
}

int main(int argc, char **argv)
{
    int fd = open(beside(argv, "file"), O_RDWR | O_CREAT, 0600), supported[kinds];
    EXPECT(argc > 1 && fd >= 0 && ftruncate(fd, pages * page) == 0 && signal(SIGSEGV, fault) != SIG_ERR && signal(SIGBUS, fault) != SIG_ERR);
    memory[0] = map(MAP_PRIVATE | MAP_ANONYMOUS, -1), memory[1] = map(MAP_SHARED | MAP_ANONYMOUS, -1);
    memory[2] = map(MAP_SHARED, fd), memory[3] = map(MAP_PRIVATE, fd);
    for (int kind = 0; kind < kinds; kind++) {
        supported[kind] = madvise(memory[kind] + page, 2 * page, guard_install) == 0;
        EXPECT(supported[kind] || errno == EINVAL);
        EXPECT(!supported[kind] || (madvise(memory[kind] + 5 * page, page, guard_install) == 0 && is_guarded(memory[kind] + page)));
    }
    EXPECT(mprotect(memory[0] + 5 * page, 2 * page, PROT_NONE) == 0);
    await_question(argv);

    EXPECT(mprotect(memory[0] + 5 * page, 2 * page, PROT_READ | PROT_WRITE) == 0);
    for (int kind = 0; kind < kinds; kind++) {
        for (int i = 0; i < pages; i++) {
            int guarded = supported[kind] && (i == 1 || i == 2 || i == 5);
            if (is_guarded(memory[kind] + i * page) != guarded)
                fail("page %d of mapping %d is %sguarded", i, kind, guarded ? "not " : "");
        }
        EXPECT(!supported[kind] || madvise(memory[kind], pages * page, guard_remove) == 0);
        memory[0][page] = memory[0][2 * page] = memory[0][5 * page] = 0;
        unsigned char *expected = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);
        for (int i = 0; i < pages; i++)
            if (!(supported[kind] && kind == 0 && (i == 1 || i == 2 || i == 5)) && memcmp(memory[kind] + i * page, expected + i * page, page) != 0)
                fail("page %d of mapping %d has another content", i, kind);
    }
    return pass();
}
