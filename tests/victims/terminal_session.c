// A session on a pseudo terminal whose master the parent has: controlling terminal, foreground and background groups, and keys that reach the right one.
#include "victim.h"
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

static volatile sig_atomic_t interrupts, resizes;

static void count(int number)
{
    number == SIGINT ? interrupts++ : resizes++;
}

static void run(int announce, int is_foreground, int leader)
{
    char byte = 0;
    int tty = open("/dev/tty", O_RDWR), session = getsid(0), group = getpgrp();
    signal(SIGINT, count), signal(SIGWINCH, count);
    EXPECT(tty >= 0 && session == leader && write(announce, "r", 1) == 1);
    while (!asked())
        pause_milliseconds(5);
    EXPECT(getsid(0) == session && getpgrp() == group && tcgetsid(tty) == leader && (tcgetpgrp(tty) == group) == is_foreground);
    EXPECT(write(announce, "a", 1) == 1);
    while (is_foreground && (interrupts == 0 || resizes == 0))
        pause_milliseconds(1);
    EXPECT(is_foreground || (interrupts == 0 && read(tty, &byte, 1) == -1 && errno == EIO)); // SIGTTIN is ignored there
    EXPECT(open("/dev/tty", O_RDWR) >= 0);
    _exit(0);
}

int main(int argc, char **argv)
{
    int master, announce[2], status, got;
    char byte;
    (void)argc;
    question = argv[1];
    EXPECT(pipe(announce) == 0);
    int leader = forkpty(&master, NULL, NULL, NULL);
    if (leader == 0) {
        signal(SIGTTOU, SIG_IGN), signal(SIGTTIN, SIG_IGN);
        if (fork() == 0)
            setpgid(0, 0), run(announce[1], 0, getppid());
        if (fork() == 0)
            setpgid(0, 0), tcsetpgrp(0, getpid()), run(announce[1], 1, getppid());
        EXPECT(wait(&status) > 0 && status == 0 && wait(&status) > 0 && status == 0);
        _exit(0);
    }
    EXPECT(read(announce[0], &byte, 1) == 1 && read(announce[0], &byte, 1) == 1);
    await_question(argv);
    EXPECT(read(announce[0], &byte, 1) == 1 && read(announce[0], &byte, 1) == 1);
    struct winsize size = { 10, 20, 0, 0 };
    EXPECT(ioctl(master, TIOCSWINSZ, &size) == 0 && write(master, "\003", 1) == 1);
    while ((got = waitpid(leader, &status, WNOHANG)) == 0)
        pause_milliseconds(5);
    EXPECT(got == leader && status == 0);
    return pass();
}
