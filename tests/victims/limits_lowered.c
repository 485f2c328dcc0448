// Has what its limits do not allow any more, because they were lowered afterwards: locked memory, a descriptor, signals that wait.
#include "victim.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { length = 1 << 20, high = 900, waiting = 20 };
static const struct { int limit; rlim_t lowered; } limits[] = { { RLIMIT_MEMLOCK, 0 }, { RLIMIT_NOFILE, 100 }, { RLIMIT_SIGPENDING, 3 } };

int main(int argc, char **argv)
{
    (void)argc;
    struct rlimit limit;
    sigset_t set;
    for (int i = 0; i < 3; i++)
        EXPECT(getrlimit(limits[i].limit, &limit) == 0 && (limit.rlim_cur = limit.rlim_max, setrlimit(limits[i].limit, &limit) == 0));
    char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED && mlock(memory, length) == 0 && dup2(STDIN_FILENO, high) == high);
    EXPECT(sigemptyset(&set) == 0 && sigaddset(&set, SIGRTMIN) == 0 && sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    for (int i = 0; i < waiting; i++)
        EXPECT(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = i }) == 0);
    for (int i = 0; i < 3; i++)
        EXPECT(getrlimit(limits[i].limit, &limit) == 0 && (limit.rlim_cur = limits[i].lowered, setrlimit(limits[i].limit, &limit) == 0));
    await_question(argv);
    for (int i = 0; i < waiting; i++) {
        siginfo_t got;
        EXPECT(sigtimedwait(&set, &got, &(struct timespec){ 0, 0 }) == SIGRTMIN && got.si_value.sival_int == i);
    }
    for (int i = 0; i < 3; i++)
        EXPECT(getrlimit(limits[i].limit, &limit) == 0 && limit.rlim_cur == limits[i].lowered);
    EXPECT(munlock(memory, length) == 0 && mlock(memory, length) < 0 && fcntl(high, F_GETFD) >= 0);
    return pass();
}
