// Masters that two processes have of terminals which are their own: the leader of the session, which is in the background once and in the foreground once, and a job of it. Who is in the background
// may not read from there.
#include "victim.h"
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

static void expect_all(int master, int slave)
{
    char bytes[20];
    while (!asked())
        pause_milliseconds(5);
    EXPECT(read(slave, bytes, sizeof bytes) == 5 && memcmp(bytes, "typed", 5) == 0 && read(master, bytes, sizeof bytes) == 5 && memcmp(bytes, "shown", 5) == 0);
}

static int lead(int told, int is_in_foreground)
{
    int master, slave, status, job;
    struct termios raw;
    EXPECT(openpty(&master, &slave, NULL, NULL, NULL) == 0 && tcgetattr(slave, &raw) == 0 && (cfmakeraw(&raw), tcsetattr(slave, TCSANOW, &raw)) == 0);
    EXPECT(setsid() > 0 && ioctl(slave, TIOCSCTTY, 0) == 0 && signal(SIGTTOU, SIG_IGN) != SIG_ERR && (job = fork()) >= 0);
    if (job == 0) {
        while (getpgrp() != getpid() || !asked())
            pause_milliseconds(5);
        is_in_foreground ? (void)0 : expect_all(master, slave);
        _exit(0);
    }
    EXPECT(setpgid(job, job) == 0 && tcsetpgrp(slave, is_in_foreground ? getpid() : job) == 0);
    EXPECT(write(master, "typed", 5) == 5 && write(slave, "shown", 5) == 5 && write(told, "r", 1) == 1);
    is_in_foreground ? expect_all(master, slave) : (void)0;
    EXPECT(waitpid(job, &status, 0) == job && status == 0 && tcgetpgrp(slave) == (is_in_foreground ? getpid() : job) && tcgetsid(slave) == getpid());
    return 0;
}

int main(int argc, char **argv)
{
    int told[2], status, children[2];
    question = argv[1], (void)argc;
    EXPECT(pipe(told) == 0);
    for (int i = 0; i < 2; i++) {
        if ((children[i] = fork()) == 0)
            _exit(lead(told[1], i));
        EXPECT(read(told[0], &status, 1) == 1);
    }
    await_question(argv);
    for (int i = 0; i < 2; i++)
        EXPECT(waitpid(children[i], &status, 0) == children[i] && status == 0);
    return pass();
}
