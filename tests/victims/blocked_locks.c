// Threads that wait for a lock: futexes of each kind, a mutex with priority inheritance, a condition, flock and a record lock,
// and for somebody to open the other end of a FIFO.
#include "blocked.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <semaphore.h>
#include <sys/file.h>
#include <sys/stat.h>

static int word, bits, held_flock, held_record, other_flock, other_record;
static pthread_mutex_t inherited, plain = PTHREAD_MUTEX_INITIALIZER, guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static int signalled;
static const char *fifo;

static long in_futex(void) { return result_of(syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0)); }
static void wake(void) { word = 1; EXPECT(syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0) == 1); }
static long in_bitset(void) { return result_of(syscall(SYS_futex, &bits, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, 0, NULL, NULL, 4)); }
static void wake_bitset(void) { EXPECT(syscall(SYS_futex, &bits, FUTEX_WAKE_BITSET | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 4) == 1); }
static long in_inherited(void) { return pthread_mutex_lock(&inherited) + pthread_mutex_unlock(&inherited); }
static void unlock_inherited(void) { EXPECT(pthread_mutex_unlock(&inherited) == 0); }
static long in_plain(void) { return pthread_mutex_lock(&plain); }
static void unlock_plain(void) { EXPECT(pthread_mutex_unlock(&plain) == 0); }
static long in_condition(void)
{
    pthread_mutex_lock(&guard);
    while (!signalled)
        pthread_cond_wait(&condition, &guard);
    return pthread_mutex_unlock(&guard);
}
static void signal_condition(void) { pthread_mutex_lock(&guard); signalled = 1; pthread_cond_signal(&condition); pthread_mutex_unlock(&guard); }
static long in_semaphore(void) { return result_of(sem_wait(&semaphore)); }
static void post(void) { EXPECT(sem_post(&semaphore) == 0); }
static long in_flock(void) { return result_of(flock(other_flock, LOCK_EX)); }
static void unlock_flock(void) { EXPECT(flock(held_flock, LOCK_UN) == 0); }
static long in_record(void) { return result_of(fcntl(other_record, F_OFD_SETLKW, &(struct flock){ .l_type = F_WRLCK, .l_len = 10 })); }
static void unlock_record(void) { EXPECT(fcntl(held_record, F_OFD_SETLK, &(struct flock){ .l_type = F_UNLCK, .l_len = 10 }) == 0); }
static long in_fifo(void) { return open(fifo, O_RDONLY) >= 0; }
static void open_fifo(void) { EXPECT(open(fifo, O_WRONLY) >= 0); }

static struct call calls[] = {
    { "futex", in_futex, wake, 0, .tid = 0 }, { "futex bitset", in_bitset, wake_bitset, 0, .tid = 0 }, { "priority inheritance", in_inherited, unlock_inherited, 0, .tid = 0 },
    { "mutex", in_plain, unlock_plain, 0, .tid = 0 }, { "condition", in_condition, signal_condition, 0, .tid = 0 }, { "semaphore", in_semaphore, post, 0, .tid = 0 },
    { "flock", in_flock, unlock_flock, 0, .tid = 0 }, { "record lock", in_record, unlock_record, 0, .tid = 0 }, { "open of a fifo", in_fifo, open_fifo, 1, .tid = 0 },
};

int main(int argc, char **argv)
{
    pthread_mutexattr_t attributes;
    const char *one = beside(argv, "flock"), *two = beside(argv, "record");
    fifo = beside(argv, "fifo");
    EXPECT(mkfifo(fifo, 0600) == 0 && sem_init(&semaphore, 0, 0) == 0 && argc > 1);
    EXPECT(pthread_mutexattr_init(&attributes) == 0 && pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT) == 0);
    EXPECT(pthread_mutex_init(&inherited, &attributes) == 0 && pthread_mutex_lock(&inherited) == 0 && pthread_mutex_lock(&plain) == 0);
    held_flock = open(one, O_RDWR | O_CREAT, 0600), other_flock = open(one, O_RDWR), held_record = open(two, O_RDWR | O_CREAT, 0600), other_record = open(two, O_RDWR);
    EXPECT(flock(held_flock, LOCK_EX) == 0 && fcntl(held_record, F_OFD_SETLK, &(struct flock){ .l_type = F_WRLCK, .l_len = 10 }) == 0);
    return check_blocked_calls(calls, sizeof calls / sizeof calls[0], argv);
}
