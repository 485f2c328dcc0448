// A tree of a hundred processes that fork and exit all the time: ten managers of nine breeders each. A breeder bears twenty children, one after the other, then
// ends, and its manager makes another. Each ends with a status of its own, and each birth, death and burial is counted in memory that all share.
#include "children.h"
#include <sys/mman.h>

enum { managers = 10, breeders = 9, children = 20 };
static struct { long born, died, buried; } *count; // shared by all
#define ADD(counter) __atomic_add_fetch(&count->counter, 1, __ATOMIC_SEQ_CST)
#define END(status) (ADD(died), _exit(status))

static int bear(void)
{
    int child = child_process();
    return child == 0 ? 0 : (ADD(born), child);
}

static void bury(int child, int expected)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == expected);
    ADD(buried);
}

static int breed(int number)
{
    int child = bear();
    for (int born = 0; child == 0 && born < children && !asked(); born++) {
        int own = bear();
        own == 0 ? END(number + born) : bury(own, number + born);
        pause_milliseconds(25);
    }
    return child == 0 ? (END(number), 0) : child;
}

static void manage(int number)
{
    int own[breeders];
    for (int i = 0; i < breeders; i++) own[i] = breed(number + i);
    for (int i = 0; !asked(); i = (i + 1) % breeders)
        bury(own[i], number + i), own[i] = breed(number + i);
    for (int i = 0; i < breeders; i++)
        bury(own[i], number + i);
    END(number);
}

int main(int argc, char **argv)
{
    int own[managers];
    question = argv[argc > 1];
    count = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < managers; i++)
        (own[i] = bear()) == 0 ? manage(10 * i) : (void)0;
    while (count->buried < 100)
        pause_milliseconds(5);
    ready(argv);
    for (int i = 0; i < managers; i++)
        bury(own[i], 10 * i);
    EXPECT(count->born == count->died && count->died == count->buried && waitpid(-1, NULL, 0) < 0 && errno == ECHILD);
    return pass();
}
