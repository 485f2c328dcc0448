// A daemon that runs away: it forks and ends at once, and so does its child, for ever; only one lives at a time, and nobody is its parent for long. What is left
// behind of it in a checkpoint would stand still after the restart.
#include "victim.h"
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

static volatile struct { long hops; int over; } *trail; // shared by all

static void run_away(int home)
{
    while (!asked() && kill(home, 0) == 0) {
        trail->hops++;
        int child = fork();
        if (child != 0)
            _exit(child < 0);
    }
    trail->over = 1;
    _exit(0);
}

int main(int argc, char **argv)
{
    int home = getpid(), status;
    question = argv[argc > 1];
    trail = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int child = fork();
    if (child == 0) {
        setsid();
        if (fork() == 0)
            run_away(home);
        _exit(0);
    }
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    while (trail->hops < 100)
        pause_milliseconds(5);
    ready(argv);
    while (!asked()) {
        long before = trail->hops;
        for (int i = 0; i < 2000 && trail->hops == before && !asked(); i++)
            pause_milliseconds(5);
        EXPECT(trail->hops > before || asked());
    }
    for (int i = 0; i < 2000 && !trail->over; i++)
        pause_milliseconds(5);
    EXPECT(trail->over);
    return pass();
}
