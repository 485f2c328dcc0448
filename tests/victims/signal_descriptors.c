// signalfd with its mask and a signal waiting in it, a pidfd of the process itself, and a descriptor that sends a signal of choice.
#include "victim.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static volatile int told, about;

static void handler(int number, siginfo_t *info, void *context)
{
    (void)context;
    told = number;
    about = info->si_fd;
}

int main(int argc, char **argv)
{
    (void)argc;
    sigset_t set;
    struct signalfd_siginfo info;
    int pair[2];
    sigemptyset(&set), sigaddset(&set, SIGUSR1), sigaddset(&set, SIGRTMIN + 4);
    EXPECT(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    int signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), self = (int)syscall(SYS_pidfd_open, getpid(), 0);
    EXPECT(signals >= 0 && self >= 0);
    EXPECT(sigqueue(getpid(), SIGRTMIN + 4, (union sigval){ .sival_int = 99 }) == 0);
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
    EXPECT(sigaction(SIGRTMIN + 5, &action, NULL) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    EXPECT(fcntl(pair[0], F_SETOWN, getpid()) == 0 && fcntl(pair[0], F_SETSIG, SIGRTMIN + 5) == 0);
    EXPECT(fcntl(pair[0], F_SETFL, O_ASYNC | O_NONBLOCK) == 0);
    await_question(argv);

    EXPECT(read(signals, &info, sizeof info) == sizeof info && (int)info.ssi_signo == SIGRTMIN + 4 && info.ssi_int == 99);
    EXPECT(read(signals, &info, sizeof info) == -1 && errno == EAGAIN);
    EXPECT(kill(getpid(), SIGUSR1) == 0 && read(signals, &info, sizeof info) == sizeof info && info.ssi_signo == SIGUSR1);
    EXPECT(syscall(SYS_pidfd_send_signal, self, SIGUSR1, NULL, 0) == 0 && read(signals, &info, sizeof info) == sizeof info);
    EXPECT((int)info.ssi_pid == getpid() && poll(&(struct pollfd){ self, POLLIN, 0 }, 1, 0) == 0);
    EXPECT(fcntl(pair[0], F_GETOWN) == getpid() && fcntl(pair[0], F_GETSIG) == SIGRTMIN + 5);
    EXPECT(send(pair[1], "x", 1, 0) == 1);
    while (!told)
        pause_milliseconds(1);
    EXPECT(told == SIGRTMIN + 5 && about == pair[0]);
    return pass();
}
