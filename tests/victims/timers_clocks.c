// POSIX timers of TAI and of processor time: of the process, of a thread that works (by its own name for it and by the name that others have), and of one that does not.
#include "victim.h"
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>

enum { tai, process, of_worker, by_worker, by_main, unset, of_idler, silent, count, far = 4000, soon_milliseconds = 20 };
static timer_t timers[count];
static volatile int stop, prepared, told[count], wrong;
static pthread_t worker, idler;

static void tick(int number, siginfo_t *info, void *context)
{
    wrong |= context == NULL || info->si_code != SI_TIMER || info->si_value.sival_int != 4711;
    told[number - SIGRTMIN]++;
}

static long own_milliseconds(void) { struct timespec time; return clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) + time.tv_sec * 1000 + time.tv_nsec / 1000000; }

static void create(int index, clockid_t clock, int notify, long milliseconds)
{
    struct sigevent event = { .sigev_notify = notify, .sigev_signo = SIGRTMIN + index, .sigev_value.sival_int = 4711, ._sigev_un._tid = (int)syscall(SYS_gettid) };
    struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    EXPECT(timer_create(clock, &event, &timers[index]) == 0 && timer_settime(timers[index], 0, &(struct itimerspec){ time, time }, NULL) == 0);
}

static void *work(void *is_idle)
{
    if (is_idle == NULL)
        create(by_worker, CLOCK_THREAD_CPUTIME_ID, SIGEV_THREAD_ID, soon_milliseconds);
    for (__sync_fetch_and_add(&prepared, 1); !stop; pause_milliseconds(1))
        for (volatile int i = 0; is_idle == NULL && i < 200000; i++);
    return NULL;
}

int main(int argc, char **argv)
{
    clockid_t clock_of_worker, clock_of_idler;
    struct itimerspec left, often = { { 0, 5000000 }, { 0, 5000000 } };
    for (int i = 0; i < count; i++)
        EXPECT(sigaction(SIGRTMIN + i, &(struct sigaction){ .sa_sigaction = tick, .sa_flags = SA_SIGINFO | SA_RESTART }, NULL) == 0 && argc > 1);
    EXPECT(pthread_create(&worker, NULL, work, NULL) == 0 && pthread_create(&idler, NULL, work, argv) == 0);
    while (prepared < 2);
    EXPECT(pthread_getcpuclockid(worker, &clock_of_worker) == 0 && pthread_getcpuclockid(idler, &clock_of_idler) == 0);
    create(tai, CLOCK_TAI, SIGEV_SIGNAL, soon_milliseconds), create(process, CLOCK_PROCESS_CPUTIME_ID, SIGEV_SIGNAL, soon_milliseconds);
    create(of_worker, clock_of_worker, SIGEV_SIGNAL, soon_milliseconds), create(by_main, CLOCK_THREAD_CPUTIME_ID, SIGEV_SIGNAL, soon_milliseconds);
    create(unset, CLOCK_THREAD_CPUTIME_ID, SIGEV_SIGNAL, 0);
    create(of_idler, clock_of_idler, SIGEV_SIGNAL, far * 1000L), create(silent, CLOCK_TAI, SIGEV_NONE, far * 1000L);
    await_question(argv);

    long worked = own_milliseconds();
    EXPECT(timer_gettime(timers[unset], &left) == 0 && left.it_value.tv_nsec == 0 && told[unset] == 0 && timer_settime(timers[unset], 0, &often, NULL) == 0);
    for (int index = tai; index <= unset; index++)
        for (int before = told[index]; told[index] < before + 3; index < by_main ? pause_milliseconds(1) : (void)0) // who waits for his own timers works
            EXPECT(index >= by_main || own_milliseconds() - worked < 3 * soon_milliseconds);
    for (int index = of_idler; index <= silent; index++)
        EXPECT(timer_gettime(timers[index], &left) == 0 && left.it_interval.tv_sec == far && left.it_value.tv_sec <= far && left.it_value.tv_sec > far - 900);
    EXPECT(!wrong && (stop = 1) && pthread_join(worker, NULL) == 0 && pthread_join(idler, NULL) == 0);
    return pass();
}
