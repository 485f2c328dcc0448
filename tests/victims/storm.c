// A thousand signals a second, whose handler spoils all that a handler may, on an alternate stack, while the main thread compares its vector and x87
// registers with what they must be; and two threads in system calls that count every byte and nap.
#include "victim.h"
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

static volatile int stop, handled;
static int bytes[2];

static void spoil(int number)
{
    (void)number;
    handled++;
    asm volatile("vpcmpeqb %%ymm0, %%ymm0, %%ymm0\n vpcmpeqb %%ymm7, %%ymm7, %%ymm7\n vpcmpeqb %%ymm15, %%ymm15, %%ymm15\n fninit\n fldpi\n std\n cld" ::: "memory");
}

static int registers_hold(void)
{
    static const unsigned char wanted[3][32] = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
    unsigned char found[3][32];
    long double one_third = 1.0L / 3, back;
    asm volatile("vmovdqu (%1), %%ymm0\n vmovdqu 32(%1), %%ymm7\n vmovdqu 64(%1), %%ymm15\n fldt %2\n mov $200000, %%rcx\n"
                 "1: dec %%rcx\n jnz 1b\n vmovdqu %%ymm0, (%3)\n vmovdqu %%ymm7, 32(%3)\n vmovdqu %%ymm15, 64(%3)\n fstpt %0\n vzeroupper"
                 : "=m"(back) : "r"(wanted), "m"(one_third), "r"(found) : "rcx", "memory");
    return memcmp(wanted, found, sizeof found) == 0 && back == one_third;
}

static void *reader(void *unused)
{
    for (unsigned char next = 0, got; read(bytes[0], &got, 1) == 1; next++)
        EXPECT(got == next);
    return unused;
}

static void *writer(void *unused)
{
    for (unsigned char next = 0; !stop; next++)
        EXPECT(write(bytes[1], &next, 1) == 1 && nanosleep(&(struct timespec){ 0, 300000 }, NULL) == 0);
    return close(bytes[1]) == 0 ? unused : NULL;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t threads[2];
    sigset_t alarm;
    EXPECT(pipe(bytes) == 0 && sigemptyset(&alarm) == 0 && sigaddset(&alarm, SIGALRM) == 0);
    EXPECT(pthread_sigmask(SIG_BLOCK, &alarm, NULL) == 0);
    EXPECT(pthread_create(&threads[0], NULL, reader, NULL) == 0 && pthread_create(&threads[1], NULL, writer, NULL) == 0);
    EXPECT(sigaltstack(&(stack_t){ .ss_sp = malloc(1 << 16), .ss_size = 1 << 16 }, NULL) == 0);
    EXPECT(sigaction(SIGALRM, &(struct sigaction){ .sa_handler = spoil, .sa_flags = SA_ONSTACK | SA_RESTART }, NULL) == 0);
    EXPECT(setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 1000 }, { 0, 1000 } }, NULL) == 0);
    EXPECT(pthread_sigmask(SIG_UNBLOCK, &alarm, NULL) == 0);
    for (ready(argv); !asked() || handled == 0;)
        EXPECT(registers_hold());
    stop = 1;
    EXPECT(pthread_join(threads[0], NULL) == 0 && pthread_join(threads[1], NULL) == 0);
    return pass();
}
