// A child that shares its working directory and its umask with its parent (clone with CLONE_FS). With a second argument it shares what cannot be
// brought back: "memory" with its parent, or "descriptors" with a sibling, after the parent of both has ended; or it is "adopted" by one that shares them.
#include "victim.h"
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int first;
static char stack[1 << 16] __attribute__((aligned(16)));

static int child_main(void *arguments)
{
    question = ((char **)arguments)[1];
    while (!asked() && kill(first, 0) == 0)
        pause_milliseconds(2);
    umask(031);
    return chdir("/usr") == 0 ? 0 : 1;
}

static void make_siblings(char **argv)
{
    int maker, ended;
    EXPECT(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && (maker = fork()) >= 0);
    if (maker == 0)
        _exit(clone(child_main, stack + sizeof stack, CLONE_FILES | SIGCHLD, argv) > 0 && clone(child_main, stack + sizeof stack, CLONE_FILES | SIGCHLD, argv) > 0 ? 0 : 1);
    EXPECT(waitpid(maker, &ended, 0) == maker && ended == 0);
}

static int leave(void *arguments) // to another session, and from a child
{
    return setsid() > 0 && clone(child_main, stack + sizeof stack / 2, CLONE_FILES | SIGCHLD, arguments) > 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    int shared = argc > 2 ? CLONE_VM : CLONE_FS, ended;
    char place[100];
    umask(027);
    first = getpid();
    if (argc > 2 && strcmp(argv[2], "descriptors") == 0)
        make_siblings(argv);
    else if (argc > 2 && strcmp(argv[2], "adopted") == 0)
        EXPECT(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && clone(leave, stack + sizeof stack, CLONE_FILES | SIGCHLD, argv) > 0 && wait(&ended) > 0 && ended == 0);
    else
        EXPECT(clone(child_main, stack + sizeof stack, shared | SIGCHLD, argv) > 0);
    await_question(argv);

    while (wait(&ended) > 0)
        EXPECT(ended == 0);
    EXPECT(errno == ECHILD);
    if (shared == CLONE_FS)
        EXPECT(getcwd(place, sizeof place) == place && strcmp(place, "/usr") == 0 && umask(0) == 031);
    return pass();
}
