// POSIX message queues: priorities and their order, attributes, descriptors that may only read or write, one whose name is gone, and a
// child that waits for a message. The name outlives the first life on the host, so a process outside of the computation removes it.
#include "children.h"
#include <fcntl.h>
#include <mqueue.h>
#include <sys/stat.h>
enum { length_max = 300 };
static char names[2][60];

static mqd_t make(char *name, const char *kind)
{
    struct mq_attr attributes = { .mq_maxmsg = 7, .mq_msgsize = length_max };
    snprintf(name, sizeof names[0], "/entracte-victim-%d-%d-%s", getuid(), getpid(), kind);
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0640, &attributes);
    EXPECT(queue >= 0);
    return queue;
}

static void expect(mqd_t queue, const char *text, unsigned priority)
{
    char bytes[length_max];
    unsigned found = 99;
    EXPECT(mq_receive(queue, bytes, sizeof bytes, &found) == (ssize_t)strlen(text) && memcmp(bytes, text, strlen(text)) == 0 && found == priority);
}

int main(int argc, char **argv)
{
    while (argc == 4 && kill(atoi(argv[1]), 0) == 0)
        pause_milliseconds(200);
    if (argc == 4)
        return mq_unlink(argv[2]);
    char pid[20], *arguments[] = { argv[0], pid, names[0], "remove", NULL };
    struct mq_attr attributes, non_blocking = { .mq_flags = O_NONBLOCK };
    struct stat status;
    mqd_t queue = make(names[0], "kept"), gone = make(names[1], "gone");
    snprintf(pid, sizeof pid, "%d", getpid());
    run_outside("/proc/self/exe", arguments);
    mqd_t reader = mq_open(names[0], O_RDONLY | O_NONBLOCK), writer = mq_open(names[1], O_WRONLY);
    EXPECT(reader >= 0 && writer >= 0 && mq_unlink(names[1]) == 0 && mq_setattr(gone, &non_blocking, NULL) == 0);
    EXPECT(mq_send(queue, "low", 3, 1) == 0 && mq_send(queue, "", 0, 31) == 0 && mq_send(queue, "high", 4, 30) == 0 && mq_send(queue, "low too", 7, 1) == 0 && mq_send(queue, "z", 1, 0) == 0);
    mqd_t waited = make(names[1], "wait");
    int child = child_process(), ended;
    if (child == 0) {
        expect(waited, "wake up", 3);
        _exit(0);
    }
    pause_milliseconds(20);
    EXPECT(mq_unlink(names[1]) == 0);
    await_question(argv);

    EXPECT(mq_getattr(reader, &attributes) == 0 && attributes.mq_flags == O_NONBLOCK && attributes.mq_maxmsg == 7 && attributes.mq_msgsize == length_max && attributes.mq_curmsgs == 5);
    EXPECT(fstat(queue, &status) == 0 && (status.st_mode & 0777) == 0640 && mq_send(reader, "x", 1, 1) < 0);
    expect(queue, "", 31), expect(reader, "high", 30), expect(queue, "low", 1), expect(queue, "low too", 1);
    mqd_t again = mq_open(names[0], O_RDWR);
    expect(again, "z", 0);
    EXPECT(mq_getattr(gone, &attributes) == 0 && attributes.mq_flags == O_NONBLOCK && attributes.mq_curmsgs == 0 && mq_send(writer, "through", 7, 2) == 0);
    expect(gone, "through", 2);
    EXPECT(mq_send(waited, "wake up", 7, 3) == 0 && waitpid(child, &ended, 0) == child && ended == 0);
    return pass();
}
