// A thousand POSIX timers, each with another time left.
#include "victim.h"
#include <signal.h>

enum { many = 1000, far = 5000 };
static timer_t timers[many];

int main(int argc, char **argv)
{
    (void)argc;
    struct sigevent silent = { .sigev_notify = SIGEV_NONE };
    struct itimerspec left;
    for (int i = 0; i < many; i++)
        EXPECT(timer_create(CLOCK_MONOTONIC, &silent, &timers[i]) == 0 && timer_settime(timers[i], 0, &(struct itimerspec){ { i, 0 }, { far * (i + 1L), 0 } }, NULL) == 0);
    await_question(argv);
    for (int i = 0; i < many; i++)
        EXPECT(timer_gettime(timers[i], &left) == 0 && left.it_interval.tv_sec == i && left.it_value.tv_sec <= far * (i + 1L) && left.it_value.tv_sec > far * (i + 1L) - 900);
    return pass();
}
