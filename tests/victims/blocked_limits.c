// Threads that wait with a time limit for a semaphore, a queue, a lock with priority inheritance or one of several futexes.
#include "blocked.h"
#include "systemv.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>

enum { futex_waitv_number = 449, is_32_bits = 2, lock_pi2 = 13, length = 8 };
static const struct timespec limit = { limit_seconds, 0 };
static int set, held_word, other_held_word, word;
static mqd_t full, empty;

static struct timespec *until(int clock)
{
    static __thread struct timespec end;
    EXPECT(clock_gettime(clock, &end) == 0);
    end.tv_sec += limit_seconds + 1; // the coarse clock of a queue may be behind
    return &end;
}

static long in_semtimedop(void) { return expired(semtimedop(set, &(struct sembuf){ 0, -1, 0 }, 1, &limit), EAGAIN); }
static long in_mq_send(void) { return expired(mq_timedsend(full, "b", 1, 0, until(CLOCK_REALTIME)), ETIMEDOUT); }
static long in_mq_receive(void) { return expired(mq_timedreceive(empty, (char[length]){ 0 }, length, NULL, until(CLOCK_REALTIME)), ETIMEDOUT); }
static long in_lock(void) { return expired(syscall(SYS_futex, &held_word, FUTEX_LOCK_PI, 0, until(CLOCK_REALTIME), NULL, 0), ETIMEDOUT); }
static long in_monotonic_lock(void) { return expired(syscall(SYS_futex, &other_held_word, lock_pi2, 0, until(CLOCK_MONOTONIC), NULL, 0), ETIMEDOUT); }
static long in_futex_waitv(void)
{
    struct { unsigned long value, address; unsigned flags, zero; } wait = { 0, (unsigned long)&word, is_32_bits | FUTEX_PRIVATE_FLAG, 0 };
    return expired(syscall(futex_waitv_number, &wait, 1, 0, until(CLOCK_MONOTONIC), CLOCK_MONOTONIC), ETIMEDOUT);
}

static struct call calls[] = {
    { .name = "semtimedop", in_semtimedop }, { .name = "mq_timedsend", in_mq_send }, { .name = "mq_timedreceive", in_mq_receive },
    { .name = "lock", in_lock }, { .name = "lock by the monotonic clock", in_monotonic_lock }, { .name = "futex_waitv", in_futex_waitv },
};

static mqd_t make(char kind)
{
    char name[60];
    snprintf(name, sizeof name, "/entracte-limits-%d-%c", getpid(), kind);
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &(struct mq_attr){ .mq_maxmsg = 1, .mq_msgsize = length });
    EXPECT(queue >= 0 && mq_unlink(name) == 0);
    return queue;
}

int main(int argc, char **argv)
{
    char objects[40];
    // Set, so that the kernel knows whose it is: other computations of this user would take it for theirs.
    EXPECT((set = semget(IPC_PRIVATE, 1, 0600)) >= 0 && semctl(set, 0, SETVAL, 0) == 0 && (full = make('f')) >= 0 && (empty = make('e')) >= 0 && argc > 1);
    snprintf(objects, sizeof objects, "-s %d", set);
    remove_after_death(objects);
    EXPECT(mq_send(full, "a", 1, 0) == 0);
    EXPECT(syscall(SYS_futex, &held_word, FUTEX_LOCK_PI, 0, NULL, NULL, 0) == 0 && syscall(SYS_futex, &other_held_word, FUTEX_LOCK_PI, 0, NULL, NULL, 0) == 0);
    return check_limited_calls(calls, sizeof calls / sizeof calls[0], argv);
}
