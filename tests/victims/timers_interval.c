// The three interval timers of setitimer: one ticks, one has an hour to go, one counts processor time.
#include "victim.h"
#include <signal.h>
#include <sys/time.h>

static volatile int ticks;

static void tick(int number)
{
    (void)number;
    ticks++;
}

int main(int argc, char **argv)
{
    (void)argc;
    struct itimerval ticking = { { 0, 10000 }, { 0, 10000 } }, hour = { { 7, 500 }, { 3600, 0 } }, processor = { { 9, 0 }, { 5000, 0 } }, now;
    signal(SIGALRM, tick);
    EXPECT(setitimer(ITIMER_REAL, &ticking, NULL) == 0);
    EXPECT(setitimer(ITIMER_VIRTUAL, &hour, NULL) == 0);
    EXPECT(setitimer(ITIMER_PROF, &processor, NULL) == 0);
    await_question(argv);

    int before = ticks;
    while (ticks < before + 5)
        pause_milliseconds(1);
    EXPECT(getitimer(ITIMER_REAL, &now) == 0);
    EXPECT(now.it_interval.tv_sec == 0 && now.it_interval.tv_usec == 10000 && now.it_value.tv_usec <= 10000);
    EXPECT(getitimer(ITIMER_VIRTUAL, &now) == 0);
    EXPECT(now.it_interval.tv_sec == 7 && now.it_interval.tv_usec == 500 && now.it_value.tv_sec > 3000 && now.it_value.tv_sec <= 3600);
    EXPECT(getitimer(ITIMER_PROF, &now) == 0);
    EXPECT(now.it_interval.tv_sec == 9 && now.it_value.tv_sec > 4000 && now.it_value.tv_sec <= 5000);
    return pass();
}
