// A file mapped shared: what is written through the mapping is in the file, and the other way round; also read-only and beyond a first part.
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { page = 4096, pages = 20 };

int main(int argc, char **argv)
{
    (void)argc;
    int fd = open(beside(argv, "mapped"), O_RDWR | O_CREAT, 0600);
    EXPECT(ftruncate(fd, pages * page) == 0);
    unsigned char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), *again = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 3 * page);
    EXPECT(memory != MAP_FAILED && again != MAP_FAILED);
    fill(memory, pages * page, 17);
    await_question(argv);

    unsigned char bytes[page];
    EXPECT(filled(memory, pages * page, 17));
    EXPECT(memcmp(again, memory + 3 * page, page) == 0);
    memory[3 * page] ^= 1;
    EXPECT(again[0] == memory[3 * page]);
    EXPECT(pread(fd, bytes, page, 3 * page) == page && memcmp(bytes, again, page) == 0);
    EXPECT(pwrite(fd, "x", 1, 0) == 1 && memory[0] == 'x');
    return pass();
}
