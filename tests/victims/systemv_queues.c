// System V message queues: messages of several types and lengths in their order, a queue that is full, and a child that waits for a message.
#include "systemv.h"

struct message { long type; char text[3000]; };

static int send(int id, long type, int length, int flags)
{
    struct message message = { .type = type };
    fill(message.text, (size_t)length, (unsigned)type);
    return msgsnd(id, &message, (size_t)length, flags);
}

static int receive(int id, long wanted, int length)
{
    struct message message;
    return msgrcv(id, &message, sizeof message.text, wanted, IPC_NOWAIT) == length && filled(message.text, (size_t)length, (unsigned)message.type) ? (int)message.type : -1;
}

int main(int argc, char **argv)
{
    (void)argc;
    char objects[60];
    struct msqid_ds status;
    int key = 0x5e000000 + getpid(), keyed = msgget(key, IPC_CREAT | IPC_EXCL | 0640), empty = msgget(IPC_PRIVATE, 0600), full = msgget(IPC_PRIVATE, 0600);
    snprintf(objects, sizeof objects, "-q %d -q %d -q %d", keyed, empty, full);
    remove_after_death(objects);
    EXPECT(send(keyed, 3, 3000, 0) == 0 && send(keyed, 1, 0, 0) == 0 && send(keyed, 2, 17, 0) == 0 && send(keyed, 1, 5, 0) == 0);
    EXPECT(msgctl(full, IPC_STAT, &status) == 0);
    status.msg_qbytes = 5000;
    EXPECT(msgctl(full, IPC_SET, &status) == 0 && send(full, 4, 3000, 0) == 0 && send(full, 5, 2000, 0) == 0);
    int child = child_process();
    if (child == 0) {
        struct message message;
        EXPECT(msgrcv(empty, &message, sizeof message.text, 6, 0) == 6 && filled(message.text, 6, 6));
        _exit(send(empty, 7, 70, 0) == 0 ? 0 : 1);
    }
    pause_milliseconds(20);
    await_question(argv);

    int ended;
    EXPECT(msgget(key, 0) == keyed && msgctl(keyed, IPC_STAT, &status) == 0);
    EXPECT((status.msg_perm.mode & 0777) == 0640 && status.msg_qnum == 4 && status.msg_lspid == getpid());
    EXPECT(receive(keyed, 2, 17) == 2 && receive(keyed, -1, 0) == 1 && receive(keyed, 0, 3000) == 3 && receive(keyed, 0, 5) == 1 && receive(keyed, 0, 0) == -1);
    EXPECT(send(full, 1, 1, IPC_NOWAIT) < 0 && errno == EAGAIN && msgctl(full, IPC_STAT, &status) == 0 && status.msg_qbytes == 5000);
    EXPECT(receive(full, 0, 3000) == 4 && receive(full, 0, 2000) == 5);
    EXPECT(send(empty, 6, 6, 0) == 0 && waitpid(child, &ended, 0) == child && ended == 0 && receive(empty, 0, 70) == 7);
    return pass();
}
