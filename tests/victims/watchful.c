// Two threads look without pause whether anything about them is other than it was: signal mask, pending signals, alternate stack, tid, shared memory,
// offset and flags of a descriptor, and memory of their own, which each changes with every look.
#include "victim.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

enum { size = 65536, watchers = 2, offset = 777 };
static volatile int stop, watching;
static unsigned char *shared, own[watchers][size], stacks[watchers][size];
static int file;

static void *watch(void *number)
{
    int self = (int)(long)number, own_signal = SIGRTMIN + self;
    sigset_t mask, pending, now;
    stack_t stack = { .ss_sp = stacks[self], .ss_size = size }, found;
    pid_t tid = gettid();
    sigemptyset(&mask), sigaddset(&mask, SIGUSR1), sigaddset(&mask, own_signal);
    EXPECT(sigaltstack(&stack, NULL) == 0 && pthread_sigmask(SIG_SETMASK, &mask, NULL) == 0);
    EXPECT(pthread_kill(pthread_self(), own_signal) == 0 && sigpending(&pending) == 0);
    __atomic_add_fetch(&watching, 1, __ATOMIC_SEQ_CST);
    for (unsigned char round = 0; !stop; round++) {
        EXPECT(pthread_sigmask(SIG_SETMASK, NULL, &now) == 0 && memcmp(&now, &mask, 8) == 0);
        EXPECT(sigpending(&now) == 0 && memcmp(&now, &pending, 8) == 0 && sigismember(&now, own_signal) && sigismember(&now, SIGUSR1));
        EXPECT(sigaltstack(NULL, &found) == 0 && found.ss_sp == stack.ss_sp && found.ss_size == size && gettid() == tid);
        EXPECT(lseek(file, 0, SEEK_CUR) == offset && (fcntl(file, F_GETFL) & O_APPEND) != 0 && fcntl(file, F_GETFD) == FD_CLOEXEC);
        EXPECT(filled(shared, size, 71));
        for (int i = 0; i < size; i++)
            EXPECT(own[self][i]++ == round);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t threads[watchers];
    sigset_t usr1;
    shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    file = open(beside(argv, "file"), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    EXPECT(shared != MAP_FAILED && write(file, own[0], size) == size && lseek(file, offset, SEEK_SET) == offset);
    fill(shared, size, 71);
    sigemptyset(&usr1), sigaddset(&usr1, SIGUSR1);
    EXPECT(pthread_sigmask(SIG_BLOCK, &usr1, NULL) == 0 && kill(getpid(), SIGUSR1) == 0);
    for (long i = 0; i < watchers; i++)
        EXPECT(pthread_create(&threads[i], NULL, watch, (void *)i) == 0);
    while (watching < watchers)
        pause_milliseconds(1);
    await_question(argv);
    stop = 1;
    for (int i = 0; i < watchers; i++)
        EXPECT(pthread_join(threads[i], NULL) == 0);
    return pass();
}
