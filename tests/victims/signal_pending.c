// Signals pend for the process and for one thread, several of a kind, each with its sender and value, in their order.
#include "victim.h"
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>

static volatile int stop, blocked;

static void take(int number, int code, int value)
{
    sigset_t set;
    siginfo_t info;
    struct timespec now = { 0, 0 };
    sigemptyset(&set);
    sigaddset(&set, number);
    EXPECT(sigtimedwait(&set, &info, &now) == number);
    // tgkill shows as SI_TKILL on some kernels and as SI_USER on others.
    int shown = info.si_code == SI_TKILL ? SI_USER : info.si_code;
    if (shown != code || info.si_pid != getpid() || info.si_uid != getuid() || (code == SI_QUEUE && info.si_value.sival_int != value))
        fail("signal %d has code %d, sender %d, value %d", number, info.si_code, info.si_pid, info.si_value.sival_int);
}

static void *second(void *unused)
{
    blocked = 1;
    while (!stop)
        pause_milliseconds(2);
    take(SIGUSR2, SI_USER, 0);
    take(SIGRTMIN + 2, SI_QUEUE, 5);
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    sigset_t all, left;
    pthread_t thread;
    sigfillset(&all);
    EXPECT(pthread_sigmask(SIG_SETMASK, &all, NULL) == 0);
    EXPECT(pthread_create(&thread, NULL, second, NULL) == 0);
    while (!blocked)
        pause_milliseconds(1);
    EXPECT(kill(getpid(), SIGUSR1) == 0);
    for (int value = 41; value < 46; value++)
        EXPECT(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = value }) == 0);
    EXPECT(pthread_kill(thread, SIGUSR2) == 0);
    EXPECT(pthread_sigqueue(thread, SIGRTMIN + 2, (union sigval){ .sival_int = 5 }) == 0);
    await_question(argv);

    take(SIGUSR1, SI_USER, 0);
    for (int value = 41; value < 46; value++)
        take(SIGRTMIN, SI_QUEUE, value);
    stop = 1;
    EXPECT(pthread_join(thread, NULL) == 0);
    EXPECT(sigpending(&left) == 0 && sigisemptyset(&left));
    return pass();
}
