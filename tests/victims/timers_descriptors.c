// timerfds of each clock that needs no privilege: for a duration, to a time, again and again, expired and not read, and such as end when somebody sets the clock.
#include "victim.h"
#include <sys/timerfd.h>

enum { clocks = 3, relative = 0, absolute, periodic, expired, cancelled, kinds, far = 5000 };
static const int clock_of[clocks] = { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME };
static int timers[clocks][kinds];

static struct timespec from_now(int clock, long seconds)
{
    struct timespec time;
    EXPECT(clock_gettime(clock, &time) == 0);
    time.tv_sec += seconds;
    return time;
}

static int make(int clock, int flags, struct timespec first, struct timespec interval)
{
    int fd = timerfd_create(clock, TFD_NONBLOCK);
    EXPECT(fd >= 0 && timerfd_settime(fd, flags, &(struct itimerspec){ interval, first }, NULL) == 0);
    return fd;
}

int main(int argc, char **argv)
{
    (void)argc;
    static const struct timespec zero, later = { far, 0 }, often = { 0, 10000000 }, soon = { 0, 1 };
    unsigned long ticks;
    struct itimerspec left;
    for (int i = 0; i < clocks; i++) {
        int clock = clock_of[i];
        timers[i][relative] = make(clock, 0, later, zero), timers[i][absolute] = make(clock, TFD_TIMER_ABSTIME, from_now(clock, far), zero);
        timers[i][periodic] = make(clock, 0, often, often), timers[i][expired] = make(clock, 0, soon, zero);
        timers[i][cancelled] = clock == CLOCK_REALTIME ? make(clock, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, from_now(clock, far), later) : make(clock, 0, zero, zero);
    }
    pause_milliseconds(10);
    await_question(argv);

    for (int i = 0; i < clocks; i++) {
        for (int kind = relative; kind <= absolute; kind++)
            EXPECT(timerfd_gettime(timers[i][kind], &left) == 0 && left.it_interval.tv_sec == 0 && left.it_value.tv_sec <= far && left.it_value.tv_sec > far - 900);
        EXPECT(read(timers[i][expired], &ticks, sizeof ticks) == sizeof ticks && ticks == 1 && read(timers[i][expired], &ticks, sizeof ticks) < 0 && errno == EAGAIN);
        EXPECT(read(timers[i][periodic], &ticks, sizeof ticks) == sizeof ticks && ticks > 0);
        while (read(timers[i][periodic], &ticks, sizeof ticks) < 0)
            EXPECT(errno == EAGAIN);
        EXPECT(timerfd_gettime(timers[i][cancelled], &left) == 0 && left.it_interval.tv_sec == (i == 0 ? far : 0) && (left.it_value.tv_sec > far - 900) == (i == 0));
    }
    char line[200] = "", path[60];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", timers[0][cancelled]);
    FILE *file = fopen(path, "r");
    while (file != NULL && strstr(line, "settime flags: 03") == NULL)
        EXPECT(fgets(line, sizeof line, file) != NULL);
    return pass();
}
