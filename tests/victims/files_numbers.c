// Descriptor numbers stay as they are: gaps, high numbers, copies that share, close-on-exec of each, and the closed standard ones.
#include "victim.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

enum { most = 1000 };

static void look(char *states)
{
    for (int fd = 3; fd < most; fd++) {
        int flags = fcntl(fd, F_GETFD);
        states[fd] = (char)(flags < 0 ? '-' : flags == FD_CLOEXEC ? 'c' : 'o');
    }
}

static int same(int one, int other)
{
    return syscall(SYS_kcmp, getpid(), getpid(), 0, one, other) == 0;       // 0 is KCMP_FILE
}

int main(int argc, char **argv)
{
    (void)argc;
    static char before[most], after[most];
    int file = open(beside(argv, "file"), O_RDWR | O_CREAT, 0600), pipes[2];
    EXPECT(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ most, most }) == 0 && pipe2(pipes, O_CLOEXEC) == 0);
    EXPECT(dup2(file, 999) == 999 && dup3(file, 500, O_CLOEXEC) == 500 && dup2(pipes[0], 77) == 77 && dup2(pipes[1], 78) == 78);
    EXPECT(open(beside(argv, "file"), O_RDWR) >= 0 && fcntl(file, F_DUPFD_CLOEXEC, 300) == 300);
    EXPECT(close(0) == 0);
    look(before);
    await_question(argv);

    look(after);
    for (int fd = 3; fd < most; fd++)
        if (before[fd] != after[fd])
            fail("descriptor %d was '%c' and is '%c'", fd, before[fd], after[fd]);
    EXPECT(fcntl(0, F_GETFD) == -1 && errno == EBADF);
    EXPECT(same(file, 999) && same(file, 500) && same(file, 300) && same(77, pipes[0]) && same(78, pipes[1]) && !same(77, 78));
    EXPECT(lseek(999, 42, SEEK_SET) == 42 && lseek(file, 0, SEEK_CUR) == 42 && lseek(pipes[1] + 1, 0, SEEK_CUR) == 0);
    EXPECT(write(78, "x", 1) == 1 && read(77, &(char){ 0 }, 1) == 1);
    return pass();
}
