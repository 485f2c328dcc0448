// All vector and mask registers (zmm0 to 31 and k1 to 7, or ymm0 to 15 on an older processor) hold random bytes; two threads
// compare them without pause until the question comes.
#include "victim.h"
#include <pthread.h>

enum { size = 32 * 64 + 8 * 8 };
__attribute__((used)) volatile int stop;
int spin512(const void *expected, void *scratch), spin256(const void *expected, void *scratch);

#define SPIN(name, load, store, words) \
    ".text\n" name ":\n" load "mov %rdi, %r8\n mov %rsi, %r9\n 1:\n" store \
    "mov %r8, %rdi\n mov %r9, %rsi\n mov $" words ", %ecx\n repe cmpsq\n jne 2f\n cmpl $0, stop(%rip)\n je 1b\n" \
    "mov $0, %eax\n vzeroupper\n ret\n 2: mov $1, %eax\n vzeroupper\n ret\n"
#define SIXTEEN "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"

asm(SPIN("spin512",
    ".irp n," SIXTEEN ",16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n vmovdqu64 64*\\n(%rdi), %zmm\\n\n .endr\n"
    ".irp n,0,1,2,3,4,5,6,7\n kmovq 2048+8*\\n(%rdi), %k\\n\n .endr\n",
    ".irp n," SIXTEEN ",16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n vmovdqu64 %zmm\\n, 64*\\n(%r9)\n .endr\n"
    ".irp n,0,1,2,3,4,5,6,7\n kmovq %k\\n, 2048+8*\\n(%r9)\n .endr\n", "264"));
asm(SPIN("spin256", ".irp n," SIXTEEN "\n vmovdqu 32*\\n(%rdi), %ymm\\n\n .endr\n", ".irp n," SIXTEEN "\n vmovdqu %ymm\\n, 32*\\n(%r9)\n .endr\n", "64"));

static void *spinner(void *seed)
{
    unsigned char expected[size], scratch[size];
    fill(expected, size, (unsigned)(long)seed);
    int wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
    EXPECT((wide ? spin512(expected, scratch) : spin256(expected, scratch)) == 0);
    return NULL;
}

static void *watcher(void *arguments)
{
    pause_milliseconds(20);
    await_question(arguments);
    stop = 1;
    return NULL;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t other, watch;
    EXPECT(pthread_create(&other, NULL, spinner, (void *)3) == 0);
    EXPECT(pthread_create(&watch, NULL, watcher, argv) == 0);
    spinner((void *)5);
    EXPECT(pthread_join(other, NULL) == 0);
    return pass();
}
