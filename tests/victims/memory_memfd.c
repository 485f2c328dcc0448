// A memfd mapped several times with different permissions, as just-in-time compilers do: written through one view, run through another,
// with holes, with seals, with the descriptor open; and one whose descriptor is closed.
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { page = 4096, pages = 256 };

int main(int argc, char **argv)
{
    (void)argc;
    int fd = memfd_create("two views", MFD_ALLOW_SEALING), closed = memfd_create("closed", 0);
    EXPECT(fd >= 0 && ftruncate(fd, pages * page) == 0 && closed >= 0 && ftruncate(closed, pages * page) == 0);
    unsigned char *written = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    unsigned char *run = mmap(NULL, 2 * page, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 100 * page);
    unsigned char *none = mmap(NULL, page, PROT_NONE, MAP_SHARED, fd, 0), *own = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    unsigned char *left = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, closed, 0);
    EXPECT(written != MAP_FAILED && run != MAP_FAILED && none != MAP_FAILED && own != MAP_FAILED && left != MAP_FAILED);
    fill(written + 7 * page, page, 5);
    memcpy(written + 101 * page, "\xb8\x2b\x00\x00\x00\xc3", 6);
    own[1] = 'p';
    fill(left, 3 * page, 6);
    EXPECT(close(closed) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0 && lseek(fd, 12, SEEK_SET) == 12);
    await_question(argv);

    EXPECT(((int (*)(void))(run + page))() == 43);
    written[101 * page + 1] = 0x2c;
    EXPECT(((int (*)(void))(run + page))() == 44);
    EXPECT(filled(written + 7 * page, page, 5) && written[8 * page] == 0 && own[1] == 'p' && written[1] == 0);
    EXPECT(filled(left, 3 * page, 6) && left[3 * page] == 0);
    EXPECT(fcntl(fd, F_GET_SEALS) == (F_SEAL_SHRINK | F_SEAL_GROW) && ftruncate(fd, page) == -1 && lseek(fd, 0, SEEK_CUR) == 12);
    EXPECT(pwrite(fd, "z", 1, 9 * page) == 1 && written[9 * page] == 'z');
    return pass();
}
