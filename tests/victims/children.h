// For victims of several processes: a child that never outlives its parent, and one that does, outside of the computation.
#pragma once
#include "victim.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static inline int child_process(void)
{
    int child = fork();
    EXPECT(child >= 0);
    if (child == 0)
        EXPECT(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
    return child;
}

static inline void run_outside(const char *path, char **arguments)
{
    char *nothing[] = { NULL };
    int child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        if (fork() > 0)
            _exit(0);
        setsid();
        syscall(SYS_close_range, 0, ~0u, 0);
        execve(path, arguments, nothing);
        _exit(1);
    }
    EXPECT(waitpid(child, NULL, 0) == child);
    pause_milliseconds(50); // until it is no copy of us any more
}
