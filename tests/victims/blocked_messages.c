// Threads that wait for a System V semaphore, and for room in a queue or a message in one, of both kinds of queues.
#include "blocked.h"
#include "systemv.h"
#include <fcntl.h>
#include <mqueue.h>

enum { length = 1000, length_posix = 8 };
struct message { long type; char text[length]; };
static const struct timespec far = { 100000, 0 };
static int set, full_messages, no_messages;
static mqd_t full, empty;

static int change(unsigned short number, short by, const struct timespec *limit) { return semtimedop(set, &(struct sembuf){ number, by, 0 }, 1, limit); }
static int send(int queue, size_t bytes) { return msgsnd(queue, &(struct message){ .type = 5 }, bytes, 0); }
static int receive(int queue) { return (int)msgrcv(queue, &(struct message){ .type = 0 }, length, 5, 0); }

static long in_semop(void) { return result_of(change(0, -1, NULL)); }
static void raise_first(void) { EXPECT(change(0, 1, NULL) == 0); }
static long in_semtimedop(void) { return result_of(change(1, -2, &far)); }
static void raise_second(void) { EXPECT(change(1, 2, NULL) == 0); }
static long in_msgsnd(void) { return result_of(send(full_messages, length)); }
static void take(void) { EXPECT(receive(full_messages) == length); }
static long in_msgrcv(void) { return result_of(receive(no_messages)); }
static void give(void) { EXPECT(send(no_messages, 7) == 0); }
static long in_mq_send(void) { return result_of(mq_send(full, "b", 1, 2)); }
static void take_posix(void)
{
    char text[length_posix];
    unsigned priority;
    EXPECT(mq_receive(full, text, sizeof text, &priority) == 1 && text[0] == 'a' && priority == 1);
}
static long in_mq_receive(void) { return result_of(mq_receive(empty, (char[length_posix]){ 0 }, length_posix, NULL)); }
static void give_posix(void) { EXPECT(mq_send(empty, "abc", 3, 0) == 0); }

static struct call calls[] = {
    { "semop", in_semop, raise_first, 0, .tid = 0 }, { "semtimedop", in_semtimedop, raise_second, 0, .tid = 0 }, { "msgsnd", in_msgsnd, take, 0, .tid = 0 },
    { "msgrcv", in_msgrcv, give, 7, .tid = 0 }, { "mq_send", in_mq_send, take_posix, 0, .tid = 0 }, { "mq_receive", in_mq_receive, give_posix, 3, .tid = 0 },
};

static mqd_t make_posix(char kind)
{
    char name[60];
    snprintf(name, sizeof name, "/entracte-blocked-%d-%c", getpid(), kind);
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &(struct mq_attr){ .mq_maxmsg = 1, .mq_msgsize = length_posix });
    return mq_unlink(name) == 0 ? queue : -1;
}

int main(int argc, char **argv)
{
    char objects[60];
    struct msqid_ds status;
    // Set, so that the kernel knows whose it is: other computations of this user would take it for theirs.
    EXPECT((set = semget(IPC_PRIVATE, 2, 0600)) >= 0 && semctl(set, 0, SETVAL, 0) == 0 && semctl(set, 1, SETVAL, 0) == 0 && argc > 1);
    full_messages = msgget(IPC_PRIVATE, 0600), no_messages = msgget(IPC_PRIVATE, 0600);
    snprintf(objects, sizeof objects, "-s %d -q %d -q %d", set, full_messages, no_messages);
    remove_after_death(objects);
    EXPECT(msgctl(full_messages, IPC_STAT, &status) == 0 && (status.msg_qbytes = length) && msgctl(full_messages, IPC_SET, &status) == 0 && send(full_messages, length) == 0);
    EXPECT((full = make_posix('f')) >= 0 && (empty = make_posix('e')) >= 0 && mq_send(full, "a", 1, 1) == 0);
    return check_blocked_calls(calls, sizeof calls / sizeof calls[0], argv);
}
