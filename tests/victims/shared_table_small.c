// Three processes share a descriptor table (clone with CLONE_FILES) in which there is nothing but the standard streams.
#include "children.h"
#include <fcntl.h>
#include <sched.h>

enum { first = 7 };

static char stacks[2][1 << 15] __attribute__((aligned(16)));

static int open_another(void *number)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (!asked())
        pause_milliseconds(5);
    return dup2(STDOUT_FILENO, (int)(long)number) == (int)(long)number ? 0 : 1;
}

int main(int argc, char **argv)
{
    (void)argc;
    int children[2], ended;
    question = argv[1];
    for (int i = 0; i < 2; i++)
        EXPECT((children[i] = clone(open_another, stacks[i] + sizeof stacks[i], CLONE_FILES | SIGCHLD, (void *)(long)(first + i))) > 0);
    await_question(argv);

    for (int i = 0; i < 2; i++)
        EXPECT(waitpid(children[i], &ended, 0) == children[i] && ended == 0 && fcntl(first + i, F_GETFD) == 0);
    for (int number = STDERR_FILENO + 1; number < 100; number++)
        EXPECT(number == first || number == first + 1 || fcntl(number, F_GETFD) < 0);
    return pass();
}
