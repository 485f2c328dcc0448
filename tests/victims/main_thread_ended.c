// The main thread ends before the others: what /proc tells, ids, signals for the process, a child that would hear of its maker's death.
// With two more arguments these are the statuses of main thread and last thread, which ends alone, so that its status is the program's.
#include "children.h"
#include <fcntl.h>
#include <pthread.h>

static pthread_t main_thread, stepper, last;
static volatile int signals, stop;
static volatile long steps;
static char **arguments;

static void count_signal(int number)
{
    signals += number == SIGUSR1;
}

static int main_has_ended(void)
{
    char text[512] = "";
    int file = open("/proc/self/stat", O_RDONLY);
    EXPECT(file >= 0 && read(file, text, sizeof text - 1) > 0 && close(file) == 0);
    return strstr(text, "(once (main)) Z ") != NULL;
}

static void *step(void *nothing)
{
    for (; !stop; steps++)
        pause_milliseconds(1);
    return nothing;
}

static void *outlive(void *signals_that_wait)
{
    siginfo_t information;
    int child = child_process(), pid = (int)syscall(SYS_getpid), tid = (int)syscall(SYS_gettid);
    while (child == 0 || !main_has_ended())
        pause_milliseconds(1);
    EXPECT(sigqueue(pid, SIGRTMIN, (union sigval){ 4711 }) == 0);
    await_question(arguments);

    EXPECT(main_has_ended() && pthread_join(main_thread, NULL) == 0 && tid != pid);
    EXPECT(syscall(SYS_getpid) == pid && syscall(SYS_gettid) == tid && kill(pid, SIGUSR1) == 0);
    EXPECT(sigwaitinfo(signals_that_wait, &information) == SIGRTMIN && information.si_value.sival_int == 4711);
    for (long before = steps; steps == before || signals == 0;)
        pause_milliseconds(1);
    EXPECT(signals == 1 && waitpid(child, NULL, WNOHANG) == 0 && kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    stop = 1;
    EXPECT(pthread_join(stepper, NULL) == 0 && (arguments[2] != NULL || pass()));
    say("pass\n");
    return (void *)syscall(SYS_exit, atoi(arguments[3]));
}

int main(int argc, char **argv)
{
    static sigset_t set;
    arguments = argv, main_thread = pthread_self();
    EXPECT(sigemptyset(&set) == 0 && sigaddset(&set, SIGRTMIN) == 0 && sigprocmask(SIG_BLOCK, &set, NULL) == 0 && signal(SIGUSR1, count_signal) != SIG_ERR);
    EXPECT(prctl(PR_SET_NAME, "once (main)") == 0 && pthread_create(&stepper, NULL, step, NULL) == 0 && pthread_create(&last, NULL, outlive, &set) == 0);
    return argc == 2 ? pthread_exit(NULL), 0 : (int)syscall(SYS_exit, atoi(argv[2]));
}
