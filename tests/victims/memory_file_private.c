// A file mapped privately: changed pages keep their change, the others still show the file, also what is written to it later;
// a page beyond the file's end still raises SIGBUS.
#include "victim.h"
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

enum { page = 4096, pages = 40 };
static sigjmp_buf back;

static void beyond(int number)
{
    siglongjmp(back, number);
}

int main(int argc, char **argv)
{
    (void)argc;
    static unsigned char content[pages * page];
    int fd = open(beside(argv, "mapped"), O_RDWR | O_CREAT, 0600);
    fill(content, sizeof content, 1);
    EXPECT(write(fd, content, sizeof content) == sizeof content);
    unsigned char *memory = mmap(NULL, sizeof content + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    unsigned char *part = mmap(NULL, 3 * page, PROT_READ, MAP_PRIVATE, fd, 7 * page);
    EXPECT(memory != MAP_FAILED && part != MAP_FAILED);
    for (int i = 0; i < pages; i += 4)
        memory[i * page + 5] ^= 0xff;
    signal(SIGBUS, beyond);
    await_question(argv);

    EXPECT(pwrite(fd, "new", 3, 9 * page) == 3);
    memcpy(content + 9 * page, "new", 3);
    EXPECT(memcmp(part, content + 7 * page, 3 * page) == 0);
    for (int i = 0; i < pages; i += 4)
        content[i * page + 5] ^= 0xff;
    EXPECT(memcmp(memory, content, sizeof content) == 0);
    if (sigsetjmp(back, 1) == 0) {
        *(volatile unsigned char *)(memory + sizeof content);
        fail("the page behind the file's end can be read");
    }
    return pass();
}
