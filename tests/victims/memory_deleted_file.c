// Mapped files that have no name any more, one private and one shared, the shared one also open.
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { page = 4096, pages = 10 };

static unsigned char *map(const char *path, int kind, int *fd)
{
    *fd = open(path, O_RDWR | O_CREAT, 0600);
    EXPECT(*fd >= 0 && ftruncate(*fd, pages * page) == 0);
    unsigned char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, kind, *fd, 0);
    EXPECT(memory != MAP_FAILED);
    return memory;
}

int main(int argc, char **argv)
{
    (void)argc;
    int one, two;
    const char *first = beside(argv, "private"), *second = beside(argv, "shared");
    unsigned char *private_pages = map(first, MAP_PRIVATE, &one), *shared_pages = map(second, MAP_SHARED, &two);
    EXPECT(pwrite(one, "below", 5, page) == 5);
    private_pages[2 * page] = 'c';
    fill(shared_pages, pages * page, 23);
    EXPECT(unlink(first) == 0 && unlink(second) == 0 && close(one) == 0);
    await_question(argv);

    EXPECT(memcmp(private_pages + page, "below", 5) == 0 && private_pages[2 * page] == 'c' && private_pages[3 * page] == 0);
    EXPECT(filled(shared_pages, pages * page, 23));
    EXPECT(pwrite(two, "through", 7, 5 * page) == 7 && memcmp(shared_pages + 5 * page, "through", 7) == 0);
    EXPECT(access(first, F_OK) == -1 && access(second, F_OK) == -1);
    return pass();
}
