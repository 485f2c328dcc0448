// Every thread blocks another set of signals.
#include "victim.h"
#include <pthread.h>
#include <signal.h>

static volatile int stop;

static void choose(sigset_t *set, int number)
{
    sigemptyset(set);
    for (int i = 1; i <= 64; i++)
        if ((i + number) % 3 == 0 && i != SIGKILL && i != SIGSTOP && i != 32 && i != 33)
            sigaddset(set, i);
}

static void *keep(void *number)
{
    sigset_t wanted, now;
    choose(&wanted, (int)(long)number);
    EXPECT(pthread_sigmask(SIG_SETMASK, &wanted, NULL) == 0);
    while (!stop)
        pause_milliseconds(2);
    EXPECT(pthread_sigmask(SIG_BLOCK, NULL, &now) == 0);
    EXPECT(memcmp(&now, &wanted, 8) == 0);
    return NULL;
}

static void *watcher(void *arguments)
{
    pause_milliseconds(20);
    await_question(arguments);
    stop = 1;
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t threads[5], watch;
    EXPECT(pthread_create(&watch, NULL, watcher, argv) == 0);
    for (long i = 0; i < 5; i++)
        EXPECT(pthread_create(&threads[i], NULL, keep, (void *)(i + 1)) == 0);
    keep((void *)0);
    for (int i = 0; i < 5; i++)
        EXPECT(pthread_join(threads[i], NULL) == 0);
    return pass();
}
