// Signals that wait, of every origin, in their order, of the process and of its thread: each says whence it comes as it would have without us.
#include "victim.h"
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static void *const pointer = (void *)0x123456789abcdef0;

static siginfo_t take(int number, int code)
{
    sigset_t set;
    siginfo_t info = { .si_signo = 0 };
    sigemptyset(&set), sigaddset(&set, number);
    EXPECT(sigtimedwait(&set, &info, &(struct timespec){ 0, 0 }) == number);
    if (info.si_code != code || (code <= 0 && code != SI_TIMER && (info.si_pid != getpid() || info.si_uid != getuid())))
        fail("signal %d has code %d, from process %d of user %d", number, info.si_code, info.si_pid, info.si_uid);
    return info;
}

static int code_of_tgkill(void) // SI_TKILL on some kernels, SI_USER on others
{
    sigset_t set;
    siginfo_t info;
    sigemptyset(&set), sigaddset(&set, SIGUSR2);
    EXPECT(tgkill(getpid(), getpid(), SIGUSR2) == 0 && sigwaitinfo(&set, &info) == SIGUSR2);
    return info.si_code;
}

int main(int argc, char **argv)
{
    sigset_t all, left;
    timer_t timer;
    int pair[2], of_tgkill;
    char name[60];
    EXPECT(sigfillset(&all) == 0 && sigprocmask(SIG_SETMASK, &all, NULL) == 0 && argc > 1 && (of_tgkill = code_of_tgkill()) <= 0);
    snprintf(name, sizeof name, "/entracte-codes-%d", getpid());
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &(struct mq_attr){ .mq_maxmsg = 1, .mq_msgsize = 8 });
    struct sigevent told = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 1, .sigev_value.sival_ptr = pointer };
    EXPECT(mq_unlink(name) == 0 && mq_notify(queue, &told) == 0 && mq_send(queue, "x", 1, 0) == 0);
    EXPECT(tgkill(getpid(), getpid(), SIGRTMIN + 1) == 0 && sigqueue(getpid(), SIGRTMIN + 1, (union sigval){ .sival_ptr = pointer }) == 0);
    told.sigev_signo = SIGRTMIN + 2;
    EXPECT(timer_create(CLOCK_MONOTONIC, &told, &timer) == 0 && timer_settime(timer, 0, &(struct itimerspec){ { 0, 0 }, { 0, 1 } }, NULL) == 0);
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && fcntl(pair[0], F_SETOWN, getpid()) == 0 && fcntl(pair[0], F_SETSIG, SIGRTMIN + 4) == 0);
    EXPECT(fcntl(pair[0], F_SETFL, O_ASYNC) == 0 && write(pair[1], "y", 1) == 1 && kill(getpid(), SIGUSR1) == 0);
    siginfo_t own = { .si_signo = SIGRTMIN + 5, .si_code = SI_ASYNCIO, .si_errno = 77 };
    own.si_pid = getpid(), own.si_uid = getuid(), own.si_value.sival_ptr = pointer;
    EXPECT(syscall(SYS_rt_sigqueueinfo, getpid(), SIGRTMIN + 5, &own) == 0 && sigqueue(getpid(), SIGRTMIN + 5, (union sigval){ .sival_int = 2 }) == 0);
    await_question(argv);

    EXPECT(take(SIGRTMIN + 1, of_tgkill).si_value.sival_ptr != pointer && take(SIGRTMIN + 1, SI_MESGQ).si_value.sival_ptr == pointer);
    EXPECT(take(SIGRTMIN + 1, SI_QUEUE).si_value.sival_ptr == pointer && take(SIGRTMIN + 2, SI_TIMER).si_value.sival_ptr == pointer);
    siginfo_t readable = take(SIGRTMIN + 4, POLL_IN), user = take(SIGUSR1, SI_USER);
    EXPECT(readable.si_fd == pair[0] && (readable.si_band & POLLIN) != 0 && user.si_pid == getpid());
    EXPECT((own = take(SIGRTMIN + 5, SI_ASYNCIO)).si_value.sival_ptr == pointer && own.si_errno == 77 && take(SIGRTMIN + 5, SI_QUEUE).si_value.sival_int == 2);
    EXPECT(sigpending(&left) == 0 && sigisemptyset(&left) && mq_notify(queue, &told) == 0);
    return pass();
}
