// A pidfd of a child that has ended and that nobody has waited for; the slave of a terminal that is on its way through a socket, and a POSIX queue of which a descriptor is.
// With "master" or "queue" as second argument nobody has open what is on its way, which is refused.
#include "passing.h"
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <pty.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <termios.h>

static int master, slave, pair[2];
static mqd_t queue;

static void open_all(char **argv)
{
    char name[100];
    struct termios raw;
    struct mq_attr attributes = { .mq_maxmsg = 3, .mq_msgsize = 20 };
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && openpty(&master, &slave, NULL, NULL, NULL) == 0 && tcgetattr(slave, &raw) == 0);
    cfmakeraw(&raw), snprintf(name, sizeof name, "/entracte-%s-%d", strrchr(*argv, '/') + 1, getpid());
    EXPECT(tcsetattr(slave, TCSANOW, &raw) == 0 && write(master, "in", 2) == 2 && write(slave, "out", 3) == 3);
    EXPECT((queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes)) >= 0 && mq_unlink(name) == 0 && mq_send(queue, "queued", 6, 4) == 0);
}

static void expect_all(void)
{
    char bytes[20];
    unsigned priority;
    EXPECT(read(slave, bytes, sizeof bytes) == 2 && read(master, bytes, sizeof bytes) == 3 && write(master, "more", 4) == 4 && read(slave, bytes, sizeof bytes) == 4);
    EXPECT(mq_receive(queue, bytes, sizeof bytes, &priority) == 6 && priority == 4 && memcmp(bytes, "queued", 6) == 0);
}

int main(int argc, char **argv)
{
    int passed[2], descriptor, child;
    siginfo_t information = { 0 };
    open_all(argv);
    if (argc > 2) {
        int *only = *argv[2] == 'm' ? &master : &queue;
        carry(1, pair[0], "x", only, 1), await_question(argv), carry(0, pair[1], "x", only, 1), expect_all();
        return pass();
    }
    if ((child = fork()) == 0)
        _exit(7);
    EXPECT(waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT) == 0 && (descriptor = pidfd_open(child, 0)) >= 0);
    passed[0] = slave, passed[1] = dup(queue), carry(1, pair[0], "x", passed, 2);
    await_question(argv);
    struct pollfd look = { .fd = descriptor, .events = POLLIN };
    EXPECT(poll(&look, 1, 0) == 1 && waitid(P_PIDFD, (id_t)descriptor, &information, WEXITED | WNOHANG) == 0 && information.si_pid == child && information.si_status == 7);
    carry(0, pair[1], "x", passed, 2), slave = passed[0], expect_all();
    unsigned priority = 0;
    EXPECT(mq_send(queue, "again", 5, 2) == 0 && mq_receive(passed[1], (char[20]){ 0 }, 20, &priority) == 5 && priority == 2);
    return pass();
}
