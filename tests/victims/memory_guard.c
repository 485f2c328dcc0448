// Faults say the same as before: a guard page is an access error at its address, a hole is "not mapped", a read-only page refuses a write.
#include "victim.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

enum { page = 4096 };
static sigjmp_buf back;
static siginfo_t seen;

static void fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    seen = *info;
    siglongjmp(back, number);
}

static void expect_fault(unsigned char *address, int code)
{
    memset(&seen, 0, sizeof seen);
    if (sigsetjmp(back, 1) == 0)
        *(volatile unsigned char *)address = 1;
    if (seen.si_signo != SIGSEGV || seen.si_code != code || seen.si_addr != address)
        fail("at %p: signal %d code %d at %p", address, seen.si_signo, seen.si_code, seen.si_addr);
}

int main(int argc, char **argv)
{
    (void)argc;
    struct sigaction action = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO };
    unsigned char *memory = mmap(NULL, 5 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED && sigaction(SIGSEGV, &action, NULL) == 0);
    memset(memory, 9, 5 * page);
    EXPECT(mprotect(memory, page, PROT_NONE) == 0 && mprotect(memory + 2 * page, page, PROT_READ) == 0 && munmap(memory + 4 * page, page) == 0);
    await_question(argv);

    expect_fault(memory + 100, SEGV_ACCERR);
    expect_fault(memory + 2 * page, SEGV_ACCERR);
    expect_fault(memory + 4 * page + 8, SEGV_MAPERR);
    EXPECT(memory[page] == 9 && memory[2 * page] == 9 && memory[3 * page] == 9);
    return pass();
}
