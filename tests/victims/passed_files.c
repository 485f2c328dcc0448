// Files that are on their way through a socket and that nobody has open any more: a memfd, which is mapped as well, one that is not, and a file without a name.
#include "passing.h"
#include <fcntl.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
    int ends[2], files[3];
    char bytes[10] = "";
    EXPECT(argc > 1 && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    const char *path = beside(argv, "nameless");
    EXPECT((files[0] = memfd_create("mapped", 0)) >= 0 && (files[1] = memfd_create("other", 0)) >= 0 && (files[2] = open(path, O_RDWR | O_CREAT | O_EXCL, 0600)) >= 0 && unlink(path) == 0);
    for (int i = 0; i < 3; i++)
        EXPECT(write(files[i], "content", 7) == 7 && lseek(files[i], i, SEEK_SET) == i);
    char *seen = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, files[0], 0);
    EXPECT(seen != MAP_FAILED), carry(1, ends[0], "files", files, 3);
    await_question(argv);

    carry(0, ends[1], "files", files, 3);
    for (int i = 0; i < 3; i++)
        EXPECT(read(files[i], bytes, 10) == 7 - i && memcmp(bytes, &"content"[i], (size_t)(7 - i)) == 0);
    EXPECT(memcmp(seen, "content", 7) == 0 && (*seen = 'C') == 'C' && pread(files[0], bytes, 1, 0) == 1 && *bytes == 'C');
    return pass();
}
