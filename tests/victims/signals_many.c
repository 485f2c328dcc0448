// More signals with values wait for each of two threads than most programs ever have: 400, or as many as the second argument says. All are there, in their order.
#include "victim.h"
#include <pthread.h>
#include <signal.h>

static int many = 400;
static volatile int stop;

static void *take(void *unused)
{
    sigset_t set;
    siginfo_t got;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    while (!stop)
        pause_milliseconds(2);
    for (int i = 0; i < many; i++)
        if (sigtimedwait(&set, &got, &(struct timespec){ 0, 0 }) < 0 || got.si_value.sival_int != i)
            fail("signal %d of %d is missing", i, many);
    EXPECT(sigtimedwait(&set, &got, &(struct timespec){ 0, 0 }) < 0 && errno == EAGAIN);
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t threads[2] = { pthread_self() };
    sigset_t set;
    many = argc > 2 ? atoi(argv[2]) : many;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    EXPECT(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 && pthread_create(&threads[1], NULL, take, NULL) == 0);
    for (int i = 0; i < 2 * many; i++)
        EXPECT(pthread_sigqueue(threads[i % 2], SIGRTMIN + 3, (union sigval){ .sival_int = i / 2 }) == 0);
    await_question(argv);
    stop = 1;
    EXPECT(pthread_join(threads[1], NULL) == 0);
    take(NULL);
    return pass();
}
