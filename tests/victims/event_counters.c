// eventfd in its kinds, also the largest count, and timerfd on several clocks: expired, ticking, far away, disarmed.
#include "victim.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

static int timer(int clock, int flags, long first_seconds, long first_nanoseconds, long interval_nanoseconds)
{
    int fd = timerfd_create(clock, flags);
    struct itimerspec times = { { interval_nanoseconds / 1000000000, interval_nanoseconds % 1000000000 }, { first_seconds, first_nanoseconds } };
    EXPECT(fd >= 0 && timerfd_settime(fd, 0, &times, NULL) == 0);
    return fd;
}

int main(int argc, char **argv)
{
    (void)argc;
    unsigned long value;
    struct itimerspec now;
    int counter = eventfd(0, EFD_NONBLOCK), semaphore = eventfd(3, EFD_SEMAPHORE | EFD_CLOEXEC), huge = eventfd(0, 0), empty = eventfd(0, EFD_NONBLOCK);
    EXPECT(eventfd_write(counter, 123456789012) == 0 && eventfd_write(huge, 0xfffffffffffffffe) == 0);
    int expired = timer(CLOCK_MONOTONIC, TFD_NONBLOCK, 0, 1, 0), ticking = timer(CLOCK_REALTIME, 0, 0, 1, 20000000);
    int far = timer(CLOCK_BOOTTIME, TFD_CLOEXEC, 7000, 0, 3500000000), idle = timer(CLOCK_MONOTONIC, TFD_NONBLOCK, 0, 0, 0);
    pause_milliseconds(5);
    await_question(argv);

    EXPECT(read(counter, &value, 8) == 8 && value == 123456789012 && read(counter, &value, 8) == -1 && errno == EAGAIN);
    for (int i = 0; i < 3; i++)
        EXPECT(read(semaphore, &value, 8) == 8 && value == 1);
    EXPECT(poll(&(struct pollfd){ semaphore, POLLIN, 0 }, 1, 0) == 0 && fcntl(semaphore, F_GETFD) == FD_CLOEXEC);
    EXPECT(read(huge, &value, 8) == 8 && value == 0xfffffffffffffffe);
    EXPECT(read(empty, &value, 8) == -1 && errno == EAGAIN);
    EXPECT(read(expired, &value, 8) == 8 && value == 1 && read(expired, &value, 8) == -1 && errno == EAGAIN);
    for (int i = 0; i < 4; i++)
        EXPECT(read(ticking, &value, 8) == 8 && value > 0);
    EXPECT(timerfd_gettime(far, &now) == 0 && now.it_value.tv_sec > 6000 && now.it_value.tv_sec <= 7000);
    EXPECT(now.it_interval.tv_sec == 3 && now.it_interval.tv_nsec == 500000000 && fcntl(far, F_GETFD) == FD_CLOEXEC);
    EXPECT(timerfd_gettime(idle, &now) == 0 && now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
    EXPECT(read(idle, &value, 8) == -1 && errno == EAGAIN);
    return pass();
}
