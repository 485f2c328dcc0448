// Children that were made with another signal at their end than SIGCHLD, or none (clone(2)): one is a zombie whose signal was taken, the others end later. And a socket whose readiness is
// told to a process group that is perhaps not the computation's own (fcntl(2), F_SETOWN).
#include "victim.h"
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static volatile int heard;

static void hear(int number) { heard = number; }

static int child_with(int signal_at_end, int go)
{
    int child = (int)syscall(SYS_clone3, &(struct clone_args){ .exit_signal = (unsigned)signal_at_end }, sizeof(struct clone_args));
    EXPECT(child >= 0);
    if (child == 0)
        _exit(go < 0 || read(go, &(char){ 0 }, 1) == 1 ? 40 + signal_at_end : 1);
    return child;
}

static void expect_end(int child, int signal_at_end, int options)
{
    int status;
    EXPECT(waitpid(child, &status, options) == child && status == (40 + signal_at_end) << 8);
}

int main(int argc, char **argv)
{
    int go[2], pair[2];
    EXPECT(argc > 1 && pipe(go) == 0 && signal(SIGUSR2, hear) != SIG_ERR && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && fcntl(pair[0], F_SETOWN, -getpgrp()) == 0);
    int zombie = child_with(SIGUSR2, -1), later = child_with(SIGUSR2, go[0]), silent = child_with(0, go[0]);
    while (heard == 0)
        pause_milliseconds(1);
    heard = 0;
    await_question(argv);

    EXPECT(heard == 0 && waitpid(zombie, NULL, WNOHANG) == -1 && errno == ECHILD), expect_end(zombie, SIGUSR2, __WCLONE);
    EXPECT(write(go[1], "go", 2) == 2), expect_end(silent, 0, __WCLONE), expect_end(later, SIGUSR2, __WALL);
    EXPECT(heard == SIGUSR2);
    return pass();
}
