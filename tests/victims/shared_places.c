// A child that shares its working directory and its umask with its parent (clone with CLONE_FS). With a second argument it shares
// what cannot be brought back: "descriptors" or "memory".
#include "victim.h"
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static char stack[1 << 16] __attribute__((aligned(16)));

static int child_main(void *arguments)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    question = ((char **)arguments)[1];
    while (!asked())
        pause_milliseconds(2);
    umask(031);
    return chdir("/usr") == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    int shared = argc > 2 && strcmp(argv[2], "descriptors") == 0 ? CLONE_FILES : argc > 2 ? CLONE_VM : CLONE_FS, ended;
    char place[100];
    umask(027);
    int child = clone(child_main, stack + sizeof stack, shared | SIGCHLD, argv);
    EXPECT(child > 0);
    await_question(argv);

    EXPECT(waitpid(child, &ended, 0) == child && ended == 0);
    if (shared == CLONE_FS)
        EXPECT(getcwd(place, sizeof place) == place && strcmp(place, "/usr") == 0 && umask(0) == 031);
    return pass();
}
