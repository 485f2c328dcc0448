// Memory protection keys (pkeys(7)), where the processor has them: what a key forbids is a matter of each thread.
#include "victim.h"
#include <pthread.h>
#include <sys/mman.h>

enum { page = 4096 };
static int closed, writable;
static unsigned char *memory;
static volatile int locked, stop;

static void *with_other_rights(void *unused)
{
    EXPECT(pkey_set(closed, 0) == 0 && pkey_set(writable, PKEY_DISABLE_WRITE) == 0);
    locked = 1;
    while (!stop)
        pause_milliseconds(2);
    EXPECT(pkey_get(closed) == 0 && pkey_get(writable) == PKEY_DISABLE_WRITE && filled(memory, page, 1));
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_t thread;
    int unused = pkey_alloc(0, 0);
    if (unused < 0) { // a processor without them: nothing to ask
        await_question(argv);
        return pass();
    }
    closed = pkey_alloc(0, 0), writable = pkey_alloc(0, 0);
    memory = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fill(memory, page, 1), fill(memory + page, page, 2), fill(memory + 2 * page, page, 3);
    EXPECT(pkey_mprotect(memory, page, PROT_READ | PROT_WRITE, closed) == 0 && pkey_mprotect(memory + page, page, PROT_READ | PROT_WRITE, writable) == 0);
    EXPECT(pthread_create(&thread, NULL, with_other_rights, NULL) == 0 && pkey_set(closed, PKEY_DISABLE_ACCESS) == 0 && pkey_free(unused) == 0);
    while (!locked)
        pause_milliseconds(1);
    await_question(argv);

    int ends[2];
    EXPECT(pipe(ends) == 0 && pkey_get(closed) == PKEY_DISABLE_ACCESS && pkey_get(writable) == 0);
    EXPECT(write(ends[1], memory, 1) < 0 && errno == EFAULT); // the kernel asks for the thread's rights, too
    EXPECT(write(ends[1], memory + page, 1) == 1 && filled(memory + page, page, 2) && filled(memory + 2 * page, page, 3));
    EXPECT(pkey_set(closed, 0) == 0 && filled(memory, page, 1));
    stop = 1;
    EXPECT(pthread_join(thread, NULL) == 0 && pkey_alloc(0, 0) == unused && pkey_free(closed) == 0);
    return pass();
}
