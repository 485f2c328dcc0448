// Starts and ends threads as fast as it can: the number of threads differs at every look, no thread may be lost or run twice.
#include "victim.h"
#include <pthread.h>

enum { starters = 3 };
static volatile int stop;
static volatile long started, ended;

static void *brief(void *unused)
{
    __sync_fetch_and_add(&ended, 1);
    return unused;
}

static void *starter(void *unused)
{
    while (!stop) {
        pthread_t some[4];
        for (int i = 0; i < 4; i++) {
            EXPECT(pthread_create(&some[i], NULL, brief, NULL) == 0);
            __sync_fetch_and_add(&started, 1);
        }
        for (int i = 0; i < 4; i++)
            EXPECT(pthread_join(some[i], NULL) == 0);
    }
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t threads[starters];
    for (int i = 0; i < starters; i++)
        EXPECT(pthread_create(&threads[i], NULL, starter, NULL) == 0);
    await_question(argv);
    stop = 1;
    for (int i = 0; i < starters; i++)
        EXPECT(pthread_join(threads[i], NULL) == 0);
    EXPECT(started > 0 && started == ended);
    return pass();
}
