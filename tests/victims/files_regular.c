// Regular files in every way of opening: offsets, append, read-only, write-only, non-blocking, an offset shared by dup.
#include "victim.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
    (void)argc;
    char bytes[20] = "";
    const char *one = beside(argv, "one"), *two = beside(argv, "two"), *three = beside(argv, "three");
    int written = open(one, O_RDWR | O_CREAT, 0600), appended = open(two, O_WRONLY | O_CREAT | O_APPEND, 0600);
    int only_read = open(one, O_RDONLY | O_CLOEXEC), sparse = open(three, O_RDWR | O_CREAT | O_NONBLOCK | O_NOATIME | O_SYNC, 0640);
    EXPECT(write(written, "0123456789", 10) == 10 && lseek(written, 4, SEEK_SET) == 4);
    int same = dup(written);
    EXPECT(write(appended, "first,", 6) == 6);
    EXPECT(lseek(only_read, 7, SEEK_SET) == 7);
    EXPECT(lseek(sparse, 5000000000, SEEK_SET) == 5000000000);
    int flags = fcntl(sparse, F_GETFL);
    await_question(argv);

    EXPECT(read(same, bytes, 2) == 2 && memcmp(bytes, "45", 2) == 0);
    EXPECT(read(written, bytes, 2) == 2 && memcmp(bytes, "67", 2) == 0);
    EXPECT(read(only_read, bytes, 20) == 3 && memcmp(bytes, "789", 3) == 0);
    EXPECT(write(only_read, "x", 1) == -1 && errno == EBADF && fcntl(only_read, F_GETFD) == FD_CLOEXEC);
    EXPECT(lseek(appended, 0, SEEK_SET) == 0 && write(appended, "second", 6) == 6);
    int check = open(two, O_RDONLY);
    EXPECT(read(check, bytes, 20) == 12 && memcmp(bytes, "first,second", 12) == 0);
    EXPECT(lseek(sparse, 0, SEEK_CUR) == 5000000000 && fcntl(sparse, F_GETFL) == flags);
    return pass();
}
