// flock, record locks of the process and of an open file description; a stranger must find them held.
#include "victim.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>

static struct flock part(short type, long start, long length)
{
    return (struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *one = beside(argv, "flock"), *two = beside(argv, "record"), *three = beside(argv, "description"), *four = beside(argv, "shared");
    int whole = open(one, O_RDWR | O_CREAT, 0600), record = open(two, O_RDWR | O_CREAT, 0600), description = open(three, O_RDWR | O_CREAT, 0600);
    int shared = open(four, O_RDWR | O_CREAT, 0600);
    struct flock first = part(F_WRLCK, 10, 20), second = part(F_RDLCK, 100, 0), third = part(F_WRLCK, 5, 5);
    EXPECT(flock(whole, LOCK_EX) == 0 && flock(shared, LOCK_SH) == 0);
    EXPECT(fcntl(record, F_SETLK, &first) == 0 && fcntl(record, F_SETLK, &second) == 0);
    EXPECT(fcntl(description, F_OFD_SETLK, &third) == 0);
    await_question(argv);

    struct flock probe = part(F_WRLCK, 0, 0);
    int stranger = open(one, O_RDWR), reader = open(four, O_RDWR);
    EXPECT(flock(stranger, LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK);
    EXPECT(flock(reader, LOCK_EX | LOCK_NB) == -1 && flock(reader, LOCK_SH | LOCK_NB) == 0);
    EXPECT(fcntl(open(three, O_RDWR), F_OFD_GETLK, &probe) == 0 && probe.l_type == F_WRLCK && probe.l_start == 5 && probe.l_len == 5 && probe.l_pid == -1);
    int child = fork(), status;
    if (child == 0) {           // only another process sees this one's record locks
        struct flock low = part(F_RDLCK, 0, 50), high = part(F_WRLCK, 200, 10), free = part(F_WRLCK, 40, 10);
        EXPECT(fcntl(record, F_GETLK, &low) == 0 && low.l_type == F_WRLCK && low.l_start == 10 && low.l_len == 20 && low.l_pid == getppid());
        EXPECT(fcntl(record, F_GETLK, &high) == 0 && high.l_type == F_RDLCK && high.l_start == 100 && high.l_len == 0);
        EXPECT(fcntl(record, F_GETLK, &free) == 0 && free.l_type == F_UNLCK);
        _exit(0);
    }
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    EXPECT(flock(whole, LOCK_UN) == 0 && flock(stranger, LOCK_EX | LOCK_NB) == 0);
    return pass();
}
