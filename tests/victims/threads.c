// Several threads count, each in a variable of its own and in a shared one, which must agree at every step.
// The second argument is the number of threads (8 without it).
#include "victim.h"
#include <pthread.h>

enum { most = 1000 };
static volatile long counters[most];
static volatile int stop;
static __thread long own;

static void *count(void *number)
{
    volatile long *shared = &counters[(long)number];
    while (!stop) {
        own++;
        *shared = *shared + 1;
        EXPECT(*shared == own);
        if (own % 1000 == 0)
            pause_milliseconds(2);
    }
    return (void *)own;
}

int main(int argc, char **argv)
{
    int threads = argc > 2 ? atoi(argv[2]) : 8;
    pthread_t handles[most];
    long before[most];
    for (long i = 0; i < threads; i++)
        EXPECT(pthread_create(&handles[i], NULL, count, (void *)i) == 0);
    await_question(argv);

    for (int i = 0; i < threads; i++)
        before[i] = counters[i];
    for (int i = 0; i < threads; i++)
        while (counters[i] == before[i])
            pause_milliseconds(1);
    stop = 1;
    for (int i = 0; i < threads; i++) {
        void *result;
        EXPECT(pthread_join(handles[i], &result) == 0);
        EXPECT((long)result == counters[i]);
    }
    return pass();
}
