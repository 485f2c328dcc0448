// Many mappings side by side: /proc/self/maps says the same addresses, permissions and offsets afterwards, and nothing is left over.
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { page = 4096, count = 1000 };
static char before[400000], after[400000];

static void look(char *text, size_t size)
{
    int fd = open("/proc/self/maps", O_RDONLY);
    for (ssize_t got; (got = read(fd, text, size)) > 0; text += got, size -= (size_t)got)
        continue;
    EXPECT(fd >= 0 && size > 1);
    close(fd);
}

int main(int argc, char **argv)
{
    (void)argc;
    static const int protections[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC, PROT_READ | PROT_WRITE | PROT_EXEC };
    unsigned char *area = mmap(NULL, count * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(area != MAP_FAILED);
    for (int i = 0; i < count; i++) {
        area[i * page] = (unsigned char)i;
        EXPECT(mprotect(area + i * page, page, protections[i % 5]) == 0);
    }
    look(before, sizeof before);            // the first look may still grow the heap or the stack
    look(before, sizeof before);
    await_question(argv);
    look(after, sizeof after);

    char *one, *other;
    char *old = strtok_r(before, "\n", &one), *now = strtok_r(after, "\n", &other);
    while (old != NULL || now != NULL) {
        // "address permissions offset" are the same; device and inode of anonymous objects need not be.
        if (old == NULL || now == NULL || memcmp(old, now, strcspn(old, " ") + 14) != 0)
            fail("mapping %s became %s", old == NULL ? "(none)" : old, now == NULL ? "(none)" : now);
        old = strtok_r(NULL, "\n", &one), now = strtok_r(NULL, "\n", &other);
    }
    return pass();
}
