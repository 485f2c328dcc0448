// A child that runs away: it forks and ends soon, and so does its child, for ever; only one lives at a time, and all come back to the first process, which reaps
// them (PR_SET_CHILD_SUBREAPER). What is left behind of it in a checkpoint would stand still after the restart.
#include "victim.h"
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static volatile struct { long hops; int over; } *trail; // shared by all

static void run_away(int home)
{
    while (!asked() && getppid() == home) {
        pause_milliseconds(1);
        int child = fork();
        if (child > 0)
            _exit(0);
        trail->hops += child == 0;
        while (getppid() != home && kill(home, 0) == 0) // until the parent has ended
            pause_milliseconds(1);
    }
    trail->over = 1;
    _exit(0);
}

int main(int argc, char **argv)
{
    long reaped = 0;
    int status;
    question = argv[argc > 1];
    trail = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    int home = getpid();
    if (fork() == 0)
        run_away(home);
    while (trail->hops < 100)
        pause_milliseconds(5);
    for (ready(argv); waitpid(-1, &status, 0) > 0; reaped++)
        EXPECT(status == 0);
    // One for each hop, and the first one.
    EXPECT(errno == ECHILD && trail->over && asked() && reaped == trail->hops + 1);
    return pass();
}
