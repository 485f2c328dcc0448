// Private anonymous memory: filled, untouched, filled with zeros, made read-only, made inaccessible, a hole in the middle, and code that runs.
#include "victim.h"
#include <sys/mman.h>

enum { page = 4096, pages = 600 };

static unsigned char *map(size_t length)
{
    unsigned char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    return memory;
}

int main(int argc, char **argv)
{
    (void)argc;
    unsigned char *filled_pages = map(pages * page), *untouched = map(pages * page), *holed = map(3 * page), *fixed = map(page), *hidden = map(page), *code = map(page);
    for (int i = 0; i < pages; i += 3)              // every third page: many short runs
        fill(filled_pages + i * page, page, i);
    memset(holed, 0, 3 * page);
    holed[2 * page] = 7;
    EXPECT(munmap(holed + page, page) == 0);
    fill(fixed, page, 91);
    EXPECT(mprotect(fixed, page, PROT_READ) == 0);
    fill(hidden, page, 92);
    EXPECT(mprotect(hidden, page, PROT_NONE) == 0);
    memcpy(code, "\xb8\x2a\x00\x00\x00\xc3", 6);    // mov $42, %eax; ret
    EXPECT(mprotect(code, page, PROT_READ | PROT_EXEC) == 0);
    await_question(argv);

    for (int i = 0; i < pages; i++)
        EXPECT(i % 3 == 0 ? filled(filled_pages + i * page, page, i) : filled_pages[i * page] == 0);
    for (int i = 0; i < pages * page; i += page)
        EXPECT(untouched[i] == 0);
    EXPECT(holed[0] == 0 && holed[2 * page] == 7 && msync(holed + page, page, MS_ASYNC) == -1 && errno == ENOMEM);
    EXPECT(filled(fixed, page, 91));
    EXPECT(mprotect(hidden, page, PROT_READ) == 0 && filled(hidden, page, 92));
    EXPECT(((int (*)(void))code)() == 42);
    return pass();
}
