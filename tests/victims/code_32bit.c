// A thread runs 32-bit code, in a loop until a word is set, in a program that is otherwise of 64 bits: it gets there and back by far jumps.
#include "victim.h"
#include <pthread.h>
#include <sys/mman.h>

#define FAR_RETURN "pushq %%rcx\n lretq\n"

// cmpl $0,%cs:(%ebx); je -6; ljmp *%cs:4(%ebx): the word, and behind it where to go on. The other segments are no good for 32-bit code.
static const unsigned char loop[] = { 0x2e, 0x83, 0x3b, 0x00, 0x74, 0xfa, 0x2e, 0xff, 0x6b, 0x04 };

static struct { volatile unsigned ends, address; unsigned short segment; unsigned char begun; } *word;

static void *in_32_bits(void *unused)
{
    unsigned char *code = (unsigned char *)word + 64;
    unsigned char *back = memcpy(code + 64, (unsigned char[]){ 0x4c, 0x89, 0xe4, 0xc3 }, 4); // mov %r12,%rsp; ret
    memcpy(code, loop, sizeof loop);
    word->address = (unsigned)(unsigned long)back;
    word->segment = 0x33;
    word->begun = 1;
    asm volatile("leaq 1f(%%rip), %%rax\n pushq %%rax\n movq %%rsp, %%r12\n pushq $0x23\n" FAR_RETURN "1:"
                 : : "b"(word), "c"(code) : "rax", "r12", "memory", "cc");
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t thread;
    word = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    EXPECT(word != MAP_FAILED && pthread_create(&thread, NULL, in_32_bits, NULL) == 0);
    while (!word->begun)
        pause_milliseconds(1);
    pause_milliseconds(50);
    await_question(argv);
    word->ends = 1;
    EXPECT(pthread_join(thread, NULL) == 0);
    return pass();
}
