// A parent in vfork(2): its child, which has its memory, takes its time until it executes a program; it waits for a file called "go" beside the question.
#include "victim.h"
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

static char stack[65536] __attribute__((aligned(16)));

static int take_time(void *arguments)
{
    const char *go = beside(arguments, "go");
    while (!asked() && access(go, F_OK) < 0)
        pause_milliseconds(5);
    execl("/proc/self/exe", "vfork_waits", question, "executed", NULL);
    _exit(1);
}

int main(int argc, char **argv)
{
    int status;
    question = argv[argc > 1];
    if (argc > 2) {
        say("executed\n");
        while (!asked())
            pause_milliseconds(5);
        return 7;
    }
    ready(argv);
    int child = clone(take_time, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, argv);
    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    return pass();
}
