// memfds as plain files: content, holes, offset, seals, a copy, the name, and one opened again through /proc with an offset of its own.
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    (void)argc;
    char bytes[100], link[64], path[40];
    struct stat status;
    int plain = memfd_create("plain", MFD_CLOEXEC), sealed = memfd_create("sealed", MFD_ALLOW_SEALING), empty = memfd_create("", 0);
    EXPECT(plain >= 0 && sealed >= 0 && empty >= 0);
    EXPECT(write(plain, "content", 7) == 7 && pwrite(plain, "far", 3, 100 << 20) == 3 && lseek(plain, 3, SEEK_SET) == 3);
    snprintf(path, sizeof path, "/proc/self/fd/%d", plain);
    int again = open(path, O_RDONLY), copy = dup(plain);
    EXPECT(again >= 0 && write(sealed, "fixed", 5) == 5);
    EXPECT(fcntl(sealed, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0);
    await_question(argv);

    EXPECT(lseek(copy, 0, SEEK_CUR) == 3 && read(plain, bytes, 4) == 4 && memcmp(bytes, "tent", 4) == 0 && lseek(copy, 0, SEEK_CUR) == 7);
    EXPECT(read(again, bytes, 7) == 7 && memcmp(bytes, "content", 7) == 0);
    EXPECT(pwrite(plain, "C", 1, 0) == 1 && pread(again, bytes, 1, 0) == 1 && bytes[0] == 'C');
    EXPECT(pread(plain, bytes, 10, 100 << 20) == 3 && memcmp(bytes, "far", 3) == 0);
    EXPECT(fstat(plain, &status) == 0 && status.st_size == (100 << 20) + 3 && status.st_blocks < 200 && fcntl(plain, F_GETFD) == FD_CLOEXEC);
    EXPECT(pread(sealed, bytes, 10, 0) == 5 && write(sealed, "x", 1) == -1 && errno == EPERM);
    EXPECT(fcntl(sealed, F_GET_SEALS) == (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL));
    EXPECT(fstat(empty, &status) == 0 && status.st_size == 0);
    memset(link, 0, sizeof link);
    EXPECT(readlink(path, link, sizeof link) > 0 && strcmp(link, "/memfd:plain (deleted)") == 0);
    return pass();
}
