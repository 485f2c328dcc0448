// The main thread and another one compare all general registers with their own pattern, without pause, until the question comes.
// The patterns lie in thread-local storage, so a wrong fs base is noticed too.
#include "victim.h"
#include <pthread.h>

__attribute__((used)) __thread unsigned long pattern[15];
__attribute__((used)) volatile int stop;
int spin(void);

#define ALL(DO) DO(0, rax) DO(1, rbx) DO(2, rcx) DO(3, rdx) DO(4, rsi) DO(5, rdi) DO(6, rbp) DO(7, r8) DO(8, r9) DO(9, r10) \
    DO(10, r11) DO(11, r12) DO(12, r13) DO(13, r14) DO(14, r15)
#define SLOT(n) "%fs:pattern@tpoff+8*" #n
#define LOAD(n, name) "mov " SLOT(n) ", %" #name "\n"
#define SAME(n, name) "cmp %" #name ", " SLOT(n) "\n jne 2f\n"

asm(".text\n spin:\n"
    "push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n"
    ALL(LOAD)
    "1: pause\n" ALL(SAME)
    "cmpl $0, stop(%rip)\n je 1b\n"
    "mov $0, %eax\n jmp 3f\n"
    "2: mov $1, %eax\n"
    "3: pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n ret\n");

static void *spinner(void *seed)
{
    fill(pattern, sizeof pattern, (unsigned)(long)seed);
    EXPECT(spin() == 0);
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
    EXPECT(pthread_create(&other, NULL, spinner, (void *)7) == 0);
    EXPECT(pthread_create(&watch, NULL, watcher, argv) == 0);
    spinner((void *)11);
    EXPECT(pthread_join(other, NULL) == 0);
    return pass();
}
