// Files without a name: deleted after opening, made by O_TMPFILE and given a name at the end, one opened twice under the name it had, a deleted large one with a hole.
#include "victim.h"
#include <fcntl.h>
#include <sys/stat.h>

enum { size = 300000 };

int main(int argc, char **argv)
{
    (void)argc;
    static unsigned char bytes[size], now[size];
    const char *one = beside(argv, "one"), *two = beside(argv, "two");
    char directory[300];
    snprintf(directory, sizeof directory, "%s", argv[1]);
    *strrchr(directory, '/') = 0;
    struct stat status;
    int first = open(one, O_RDWR | O_CREAT, 0640), again = open(one, O_RDONLY), large = open(two, O_RDWR | O_CREAT, 0600);
    int temporary = open(directory, O_RDWR | O_TMPFILE, 0600);
    fill(bytes, size, 8);
    EXPECT(write(first, bytes, size) == size && lseek(first, 100, SEEK_SET) == 100 && lseek(again, 200, SEEK_SET) == 200);
    EXPECT(pwrite(large, "end", 3, 50 << 20) == 3);
    EXPECT(temporary >= 0 && write(temporary, "temporary", 9) == 9);
    EXPECT(unlink(one) == 0 && unlink(two) == 0);
    await_question(argv);

    EXPECT(access(one, F_OK) == -1 && access(two, F_OK) == -1);
    EXPECT(fstat(first, &status) == 0 && status.st_nlink == 0 && status.st_size == size && (status.st_mode & 0777) == 0640);
    EXPECT(read(first, now, 1000) == 1000 && memcmp(now, bytes + 100, 1000) == 0);
    EXPECT(read(again, now, 1000) == 1000 && memcmp(now, bytes + 200, 1000) == 0);
    EXPECT(pwrite(first, "changed", 7, 0) == 7 && pread(again, now, 7, 0) == 7 && memcmp(now, "changed", 7) == 0);
    EXPECT(fstat(large, &status) == 0 && status.st_size == (50 << 20) + 3 && status.st_blocks < 1000);
    EXPECT(pread(large, now, 3, 50 << 20) == 3 && memcmp(now, "end", 3) == 0);
    EXPECT(pread(temporary, now, 20, 0) == 9 && memcmp(now, "temporary", 9) == 0 && lseek(temporary, 0, SEEK_CUR) == 9);
    snprintf(directory, sizeof directory, "/proc/self/fd/%d", temporary);
    EXPECT(linkat(AT_FDCWD, directory, AT_FDCWD, one, AT_SYMLINK_FOLLOW) == 0 && access(one, F_OK) == 0);
    return pass();
}
