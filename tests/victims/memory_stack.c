// Stacks still grow after the question: the main stack far below where it had grown to, a MAP_GROWSDOWN mapping, a thread's stack
// down to its guard page; what lies on them is untouched.
#include "victim.h"
#include <pthread.h>
#include <sys/mman.h>

enum { page = 4096 };
static volatile int stop;

static int descend(int depth)
{
    volatile char frame[5000];
    frame[0] = frame[4999] = (char)depth;
    int below = depth == 0 ? 0 : descend(depth - 1);
    return below + (frame[0] == (char)depth && frame[4999] == (char)depth);
}

static void *thread(void *unused)
{
    EXPECT(descend(100) == 101);
    while (!stop)
        pause_milliseconds(2);
    EXPECT(descend(1000) == 1001);
    return unused;
}

int main(int argc, char **argv)
{
    (void)argc;
    unsigned char bytes[20000];
    pthread_t handle;
    fill(bytes, sizeof bytes, 71);
    EXPECT(pthread_create(&handle, NULL, thread, NULL) == 0 && descend(50) == 51);
    unsigned char *room = mmap(NULL, 2000 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(room != MAP_FAILED && munmap(room, 2000 * page) == 0);
    unsigned char *top = mmap(room + 1999 * page, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED, -1, 0);
    EXPECT(top != MAP_FAILED);
    top[0] = 't';
    await_question(argv);

    EXPECT(filled(bytes, sizeof bytes, 71) && top[0] == 't');
    for (int i = 1; i < 20; i++)
        top[-i * page] = (unsigned char)i;
    EXPECT(top[-19 * page] == 19);
    EXPECT(descend(1200) == 1201);
    stop = 1;
    EXPECT(pthread_join(handle, NULL) == 0);
    return pass();
}
