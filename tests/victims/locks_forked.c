// Locks between processes: of a description that was shared by a fork one of both has closed its number, and it is locked still; two hold record locks on ranges
// side by side, and a third one waits for a piece of both.
#include "children.h"
#include <fcntl.h>
#include <sys/file.h>

static int records, kept, left, turns[3][2], child, waiter, ended;

static int record(int operation, short type, long start) { return fcntl(records, operation, &(struct flock){ .l_type = type, .l_start = start, .l_len = 10 }); }
static void give_turn(int to) { EXPECT(write(turns[to][1], "!", 1) == 1); }
static void await_turn(int mine) { EXPECT(read(turns[mine][0], &(char){ 0 }, 1) == 1); }

static pid_t holder(long start) // of the first lock in the way
{
    struct flock probe = { .l_type = F_WRLCK, .l_start = start, .l_len = 10 };
    EXPECT(fcntl(records, F_GETLK, &probe) == 0);
    return probe.l_type == F_UNLCK ? 0 : probe.l_pid;
}

static void child_main(void)
{
    EXPECT(close(kept) == 0 && record(F_SETLK, F_WRLCK, 10) == 0 && holder(0) == getppid() && holder(10) == 0);
    give_turn(0), await_turn(1);
    EXPECT(holder(0) == getppid() && holder(10) == 0 && record(F_SETLK, F_UNLCK, 10) == 0);
    give_turn(0), await_turn(1);
    _exit(0);
}

static void waiter_main(void)
{
    EXPECT(close(kept) == 0 && close(left) == 0 && holder(10) == child);
    give_turn(0);
    EXPECT(record(F_SETLKW, F_WRLCK, 5) == 0);
    give_turn(0), await_turn(2);
    _exit(0);
}

int main(int argc, char **argv)
{
    const char *one = beside(argv, "kept"), *two = beside(argv, "left");
    EXPECT(argc > 1 && (records = open(beside(argv, "records"), O_RDWR | O_CREAT, 0600)) >= 0 && record(F_SETLK, F_WRLCK, 0) == 0);
    EXPECT((kept = open(one, O_RDWR | O_CREAT, 0600)) >= 0 && (left = open(two, O_RDWR | O_CREAT, 0600)) >= 0 && flock(kept, LOCK_EX) == 0 && flock(left, LOCK_EX) == 0);
    for (int i = 0; i < 3; i++)
        EXPECT(pipe(turns[i]) == 0);
    if ((child = child_process()) == 0)
        child_main();
    await_turn(0);
    if ((waiter = child_process()) == 0)
        waiter_main();
    EXPECT(close(left) == 0), await_turn(0);
    await_question(argv);

    EXPECT(flock(open(one, O_RDWR), LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK && flock(open(two, O_RDWR), LOCK_SH | LOCK_NB) == -1 && errno == EWOULDBLOCK);
    EXPECT(holder(0) == 0 && holder(10) == child && holder(20) == 0), give_turn(1), await_turn(0);
    EXPECT(record(F_SETLK, F_UNLCK, 0) == 0), await_turn(0);
    EXPECT(holder(5) == waiter), give_turn(2), give_turn(1);
    EXPECT(waitpid(waiter, &ended, 0) == waiter && ended == 0 && waitpid(child, &ended, 0) == child && ended == 0);
    EXPECT(flock(kept, LOCK_UN) == 0 && flock(open(one, O_RDWR), LOCK_EX | LOCK_NB) == 0 && flock(open(two, O_RDWR), LOCK_EX | LOCK_NB) == 0);
    return pass();
}
