// A pidfd that means the main thread only (PIDFD_THREAD, Linux 6.9): what it is sent waits for that thread, not for the process. With "other" it is one of another thread.
#include "victim.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>

enum { pidfd_thread = O_EXCL };
static volatile int tid, stop, seen;

static void *look(void *unused)
{
    sigset_t waiting;
    tid = (int)syscall(SYS_gettid);
    while (!stop)
        pause_milliseconds(2);
    EXPECT(sigpending(&waiting) == 0);
    seen = sigismember(&waiting, SIGUSR1);
    return unused;
}

int main(int argc, char **argv)
{
    int is_other = argc > 2;
    pthread_t other;
    sigset_t set;
    EXPECT(sigemptyset(&set) == 0 && sigaddset(&set, SIGUSR1) == 0 && sigprocmask(SIG_BLOCK, &set, NULL) == 0 && pthread_create(&other, NULL, look, NULL) == 0);
    while (tid == 0)
        pause_milliseconds(2);
    int thread = (int)syscall(SYS_pidfd_open, is_other ? tid : getpid(), pidfd_thread), none = thread < 0 && errno == EINVAL;
    EXPECT(thread >= 0 || none);
    await_question(argv);

    EXPECT(none || (fcntl(thread, F_GETFD) == FD_CLOEXEC && syscall(SYS_pidfd_send_signal, thread, SIGUSR1, NULL, 0) == 0));
    stop = 1;
    EXPECT(pthread_join(other, NULL) == 0 && seen == (is_other && !none));
    EXPECT(none || is_other || sigtimedwait(&set, NULL, &(struct timespec){ 0, 0 }) == SIGUSR1);
    return pass();
}
