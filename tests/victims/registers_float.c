// A full x87 stack, an unusual x87 control word and an unusual mxcsr, looked at without pause until the question comes.
#include "victim.h"
#include <pthread.h>

static volatile int stop;

struct state {          // the FXSAVE area
    unsigned short control, status;
    unsigned char tags, reserved;
    unsigned short opcode;
    unsigned long instruction, data;
    unsigned mxcsr, mxcsr_mask;
    unsigned char registers[128], rest[352];
} __attribute__((aligned(16)));

static void *spinner(void *unused)
{
    struct state before, now;
    double values[8] = { 1.5, -2.25, 3e100, 4e-100, 5, 6, 7, 0.1 };
    unsigned short control = 0x0e7f;         // towards zero, 53 bits
    unsigned mxcsr = 0xffc0;                 // flush to zero, denormals are zero, towards zero, all masked
    asm volatile("fninit\n fldcw %0\n ldmxcsr %1" : : "m"(control), "m"(mxcsr));
    for (int i = 0; i < 8; i++)
        asm volatile("fldl %0" : : "m"(values[i]));
    asm volatile("fxsave %0" : "=m"(before));
    do {
        asm volatile("fxsave %0" : "=m"(now));
        EXPECT(now.control == before.control && now.status == before.status && now.tags == before.tags);
        EXPECT(now.mxcsr == mxcsr);
        EXPECT(memcmp(now.registers, before.registers, sizeof now.registers) == 0);
    } while (!stop);
    asm volatile("fninit");
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        EXPECT(pthread_create(&threads[i], NULL, spinner, NULL) == 0);
    pause_milliseconds(20);
    await_question(argv);
    stop = 1;
    for (int i = 0; i < 2; i++)
        EXPECT(pthread_join(threads[i], NULL) == 0);
    return pass();
}
