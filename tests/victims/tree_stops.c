// What parents have heard, and have not heard yet, of children that have stopped and gone on: none of it is told twice, none is lost, and no signal comes of it.
#include "victim.h"
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { is_told, is_untold, goes_on_untold, goes_on, has_child, kinds, all = WSTOPPED | WCONTINUED | WNOHANG, stopped = CLD_STOPPED * 100 + SIGTSTP };

static volatile int *continued, heard; // by kind, seen by all; how often this process was told of a child

static void *linger(void *argument) { return pause(), argument; }

static void count_heard(int number) { heard += number == SIGCHLD; }

static void count_continued(int number) { *continued += number == SIGCONT; }

static int told_of(int child, int options)
{
    siginfo_t information = { .si_pid = 0 };
    EXPECT(waitid(P_PID, (id_t)child, &information, options) == 0);
    return information.si_pid == 0 ? 0 : information.si_code * 100 + information.si_status;
}

static int child_of(int kind)
{
    pthread_t thread;
    int child = fork(), grandchild = 0;
    if (child != 0)
        return child;
    continued += kind;
    EXPECT(setpgid(0, 0) == 0 && signal(SIGCONT, count_continued) != SIG_ERR && pthread_create(&thread, NULL, linger, NULL) == 0);
    EXPECT(kind != has_child || ((grandchild = child_of(kinds)) > 0 && told_of(grandchild, WSTOPPED) == stopped));
    EXPECT(kill(getpid(), SIGTSTP) == 0);
    while (kind == goes_on || kind == goes_on_untold || *continued == 0 || !asked())
        pause_milliseconds(2);
    _exit(kind != has_child || (told_of(grandchild, all) == 0 && kill(grandchild, SIGKILL) == 0) ? 50 + kind : 1);
}

int main(int argc, char **argv)
{
    int children[kinds], before, runs[] = { 0, 0, 1, 1, 0 };
    question = argv[1], (void)argc, continued = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(signal(SIGCHLD, count_heard) != SIG_ERR);
    for (int kind = 0; kind < kinds; kind++) {
        EXPECT((children[kind] = child_of(kind)) > 0 && told_of(children[kind], WSTOPPED | (kind == is_untold ? WNOWAIT : 0)) == stopped);
        EXPECT(!runs[kind] || (kill(children[kind], SIGCONT) == 0 && told_of(children[kind], WCONTINUED | (kind == goes_on ? 0 : WNOWAIT)) != 0));
    }
    while (continued[goes_on] + continued[goes_on_untold] < 2)
        pause_milliseconds(1);
    before = heard, await_question(argv);
    EXPECT(heard == before && continued[goes_on] == 1 && continued[goes_on_untold] == 1 && told_of(children[is_told], all) == 0 && told_of(children[goes_on], all) == 0);
    EXPECT(told_of(children[is_untold], all) == stopped && told_of(children[is_untold], all) == 0 && told_of(children[has_child], all) == 0);
    EXPECT(told_of(children[goes_on_untold], all) == CLD_CONTINUED * 100 + SIGCONT && told_of(children[goes_on_untold], all) == 0);
    for (int kind = 0; kind < kinds; kind++)
        EXPECT(kill(children[kind], runs[kind] ? SIGKILL : SIGCONT) == 0 && told_of(children[kind], WEXITED) == (runs[kind] ? CLD_KILLED * 100 + SIGKILL : CLD_EXITED * 100 + 50 + kind));
    return pass();
}
