// Robust mutexes: one is held by a thread that ends without unlocking it after the question; the kernel must find it through the
// thread's robust list and tell the next owner. Another one is held and released as usual.
#include "victim.h"
#include <pthread.h>

static pthread_mutex_t abandoned, kept;
static volatile int holding, stop;

static void *hold(void *unused)
{
    EXPECT(pthread_mutex_lock(&abandoned) == 0);
    EXPECT(pthread_mutex_lock(&kept) == 0);
    holding = 1;
    while (!stop)
        pause_milliseconds(2);
    EXPECT(pthread_mutex_unlock(&kept) == 0);
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t thread;
    pthread_mutexattr_t attributes;
    EXPECT(pthread_mutexattr_init(&attributes) == 0);
    EXPECT(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) == 0);
    EXPECT(pthread_mutex_init(&abandoned, &attributes) == 0);
    EXPECT(pthread_mutex_init(&kept, &attributes) == 0);
    EXPECT(pthread_create(&thread, NULL, hold, NULL) == 0);
    while (!holding)
        pause_milliseconds(1);
    await_question(argv);

    EXPECT(pthread_mutex_trylock(&abandoned) == EBUSY);
    stop = 1;
    EXPECT(pthread_join(thread, NULL) == 0);
    EXPECT(pthread_mutex_lock(&abandoned) == EOWNERDEAD);
    EXPECT(pthread_mutex_consistent(&abandoned) == 0);
    EXPECT(pthread_mutex_unlock(&abandoned) == 0);
    EXPECT(pthread_mutex_lock(&kept) == 0);
    return pass();
}
