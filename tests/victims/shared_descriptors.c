// A child and its child have the descriptors of the first process (clone with CLONE_FILES): what one opens or closes, all have open or closed, and
// locks are held by all of them together. Children that were forked by the first and by the second have tables of their own.
#include "children.h"
#include <fcntl.h>
#include <sched.h>

enum { number = 50, last = 3 };

static char stack[1 << 16] __attribute__((aligned(16)));
static int turns[last + 1][2], locked, leaves[2];

static void await_turn(int turn) { char byte; EXPECT(read(turns[turn][0], &byte, 1) == 1); }
static void give_turn(int turn) { EXPECT(write(turns[turn][1], "!", 1) == 1); }
static int is_open(int descriptor) { return fcntl(descriptor, F_GETFD) >= 0; }

static int fork_stranger(int turn) // it sees nothing of all this
{
    int child = child_process();
    if (child == 0) {
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        await_turn(turn);
        EXPECT(!is_open(number) && fcntl(locked, F_GETLK, &lock) == 0 && lock.l_type == F_WRLCK);
        _exit(0);
    }
    return child;
}

static int share(void *depth)
{
    int child = 0, ended;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (depth != NULL)
        EXPECT((child = clone(share, stack + sizeof stack / 2, CLONE_FILES | SIGCHLD, NULL)) > 0 && (leaves[1] = fork_stranger(2)) > 0);
    await_turn(depth != NULL ? 0 : last);
    EXPECT(depth != NULL ? dup2(turns[0][0], number) == number : !is_open(number));
    if (depth != NULL) {
        give_turn(1);
        EXPECT(waitpid(leaves[1], &ended, 0) == leaves[1] && ended == 0 && waitpid(child, &ended, 0) == child && ended == 0);
    }
    return 0;
}

int main(int argc, char **argv)
{
    (void)argc;
    int child, ended;
    for (int turn = 0; turn <= last; turn++)
        EXPECT(pipe(turns[turn]) == 0);
    EXPECT((locked = open(beside(argv, "locked"), O_RDWR | O_CREAT, 0600)) >= 0 && fcntl(locked, F_SETLK, &(struct flock){ .l_type = F_WRLCK }) == 0);
    EXPECT((child = clone(share, stack + sizeof stack, CLONE_FILES | SIGCHLD, &child)) > 0 && (leaves[0] = fork_stranger(2)) > 0);
    await_question(argv);

    give_turn(0);
    await_turn(1);
    EXPECT(is_open(number) && (give_turn(2), give_turn(2), 1) && waitpid(leaves[0], &ended, 0) == leaves[0] && ended == 0 && close(number) == 0);
    give_turn(last);
    EXPECT(waitpid(child, &ended, 0) == child && ended == 0);
    return pass();
}
