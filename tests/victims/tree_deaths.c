// What parents hear of their children: a SIGCHLD that waits with what it tells, zombies, children that end later, and a signal at the parent's death.
#include "victim.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static volatile int *told; // seen by all

static void hear(int number)
{
    *told = number;
}

static int child_that_exits(int status)
{
    int child = fork();
    siginfo_t information;
    if (child == 0)
        _exit(status);
    EXPECT(child > 0 && waitid(P_PID, child, &information, WEXITED | WNOWAIT) == 0);
    return child;
}

int main(int argc, char **argv)
{
    sigset_t set;
    siginfo_t information;
    int status, ready_pipe[2], go[2];
    char byte;
    (void)argc;
    question = argv[1];
    told = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(pipe(ready_pipe) == 0 && pipe(go) == 0 && sigemptyset(&set) == 0 && sigaddset(&set, SIGCHLD) == 0 && sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    int first = child_that_exits(41), second = child_that_exits(42), later = fork();
    if (later == 0) {
        int mourner = fork();
        if (mourner == 0) { // its parent's death is told by a signal
            signal(SIGUSR1, hear);
            EXPECT(prctl(PR_SET_PDEATHSIG, SIGUSR1) == 0 && write(ready_pipe[1], "r", 1) == 1);
            for (;;)
                pause_milliseconds(20), *told == 0 ? (void)0 : _exit(0);
        }
        _exit(read(go[0], &byte, 1) == 1 ? 43 : 1);
    }
    EXPECT(read(ready_pipe[0], &byte, 1) == 1);
    await_question(argv);

    EXPECT(sigwaitinfo(&set, &information) == SIGCHLD && information.si_pid == first && information.si_code == CLD_EXITED && information.si_status == 41);
    EXPECT(write(go[1], "g", 1) == 1); // only now: a second SIGCHLD is not told beside one that waits
    EXPECT(waitpid(later, &status, 0) == later && WIFEXITED(status) && WEXITSTATUS(status) == 43);
    EXPECT(waitpid(second, &status, 0) == second && WEXITSTATUS(status) == 42 && waitpid(first, &status, 0) == first && WEXITSTATUS(status) == 41);
    EXPECT(sigwaitinfo(&set, &information) == SIGCHLD && information.si_pid == later && information.si_status == 43);
    while (*told == 0)
        pause_milliseconds(1);
    EXPECT(*told == SIGUSR1 && wait(&status) == -1 && errno == ECHILD);
    return pass();
}
