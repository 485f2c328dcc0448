// Reserved huge pages (hugetlb) of files in the directory that the second argument names: with a name, unlinked and open, unlinked and only mapped; and of a System V
// segment that nobody has attached.
#include "systemv.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { huge = 2 << 20 };
static char path[300];

static unsigned char *make(char **arguments, const char *name, int *fd)
{
    snprintf(path, sizeof path, "%s/%s", arguments[2], name);
    *fd = open(path, O_RDWR | O_CREAT, 0600);
    EXPECT(*fd >= 0 && ftruncate(*fd, 2L * huge) == 0);
    unsigned char *memory = mmap(NULL, 2 * huge, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
    EXPECT(memory != MAP_FAILED);
    return memory;
}

int main(int argc, char **argv)
{
    int named_fd, open_fd, closed_fd, detached = shmget(IPC_PRIVATE, 2 * huge, SHM_HUGETLB | 0600);
    char objects[40];
    EXPECT(argc > 2 && detached >= 0);
    snprintf(objects, sizeof objects, "-m %d", detached);
    remove_after_death(objects);
    unsigned char *segment = shmat(detached, NULL, 0), *closed = make(argv, "closed", &closed_fd);
    EXPECT(unlink(path) == 0 && close(closed_fd) == 0);
    unsigned char *opened = make(argv, "open", &open_fd);
    EXPECT(unlink(path) == 0);
    unsigned char *named = make(argv, "named", &named_fd);
    fill(named, huge, 1), fill(opened + huge, huge, 2), fill(closed, huge, 3), fill(segment + huge, huge, 4);
    EXPECT(segment != (void *)-1 && shmdt(segment) == 0);
    await_question(argv);

    EXPECT(filled(named, huge, 1) && named[huge] == 0 && filled(opened + huge, huge, 2) && opened[0] == 0 && filled(closed, huge, 3) && closed[huge] == 0);
    unsigned char *again = mmap(NULL, 2 * huge, PROT_READ | PROT_WRITE, MAP_SHARED, open_fd, 0), *named_again = mmap(NULL, huge, PROT_READ, MAP_SHARED, named_fd, 0);
    EXPECT(again != MAP_FAILED && named_again != MAP_FAILED && access(path, F_OK) == 0);
    again[0] = 'o', named[0] = 'n';
    EXPECT(opened[0] == 'o' && named_again[0] == 'n');
    segment = shmat(detached, NULL, 0);
    EXPECT(segment != (void *)-1 && segment[0] == 0 && filled(segment + huge, huge, 4));
    return pass();
}
