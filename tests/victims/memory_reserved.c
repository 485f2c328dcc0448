// Reserved huge pages (hugetlb): private, shared, of a memfd with and without its descriptor, of System V; with pages that nobody has touched, and
// such as only a child has that is gone. The machine must have some to spare (/proc/sys/vm/nr_hugepages): the test reserves them.
#include "systemv.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { huge = 2 << 20 };

static unsigned char *map(int pages, int protection, int kind, int fd, off_t offset)
{
    unsigned char *memory = mmap(NULL, (size_t)pages * huge, protection, kind, fd, offset);
    EXPECT(memory != MAP_FAILED);
    return memory;
}

static long free_pages(void)
{
    long count = -1;
    FILE *file = fopen("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "r");
    EXPECT(file != NULL && fscanf(file, "%ld", &count) == 1 && fclose(file) == 0);
    return count;
}

int main(int argc, char **argv)
{
    (void)argc;
    int both = PROT_READ | PROT_WRITE, anonymous = MAP_ANONYMOUS | MAP_HUGETLB, segment = shmget(IPC_PRIVATE, 2 * huge, SHM_HUGETLB | 0600), ended;
    int fd = memfd_create("huge", MFD_HUGETLB | MFD_ALLOW_SEALING), closed = memfd_create("closed", MFD_HUGETLB);
    EXPECT(fd >= 0 && ftruncate(fd, 4L * huge) == 0 && closed >= 0 && ftruncate(closed, 2L * huge) == 0);
    unsigned char *own = map(4, both, MAP_PRIVATE | anonymous, -1, 0), *shared = map(3, both, MAP_SHARED | anonymous, -1, 0);
    unsigned char *view = map(3, both, MAP_SHARED, fd, huge), *copy = map(2, both, MAP_PRIVATE, fd, huge), *readable = map(1, PROT_READ, MAP_SHARED, fd, 3L * huge);
    unsigned char *left = map(1, both, MAP_SHARED, closed, huge), *attached = shmat(segment, NULL, 0);
    EXPECT(segment >= 0 && attached != MAP_FAILED && close(closed) == 0 && shmctl(segment, IPC_RMID, NULL) == 0);
    fill(own, huge, 1), fill(own + 2 * huge, huge, 2), fill(shared, huge, 3), fill(view, huge, 4), fill(view + 2 * huge, 100, 5), fill(left, huge, 6);
    copy[1] = 'c';
    EXPECT(mprotect(own, huge, PROT_READ) == 0 && mprotect(own + 2 * huge, huge, PROT_NONE) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK) == 0);
    int child = child_process();
    if (child == 0) {
        fill(shared + 2 * huge, huge, 7), fill(attached + huge, huge, 8);
        _exit(0);
    }
    EXPECT(waitpid(child, &ended, 0) == child);
    long untouched = free_pages();
    await_question(argv);

    EXPECT(free_pages() >= untouched);
    EXPECT(mprotect(own, 3 * huge, both) == 0 && filled(own, huge, 1) && filled(own + 2 * huge, huge, 2) && own[huge] == 0 && own[4 * huge - 1] == 0);
    EXPECT(filled(shared, huge, 3) && shared[huge] == 0 && filled(shared + 2 * huge, huge, 7) && filled(left, huge, 6));
    EXPECT(filled(view + 2 * huge, 100, 5) && readable[0] == view[2 * huge] && view[huge] == 0 && copy[1] == 'c' && copy[huge] == 0);
    copy[1] = view[1], view[2 * huge] = 'v', shared[0] = own[3 * huge] = 'w';
    EXPECT(filled(view, huge, 4) && memcmp(copy, view, huge) == 0 && readable[0] == 'v' && own[3 * huge] == shared[0]);
    EXPECT(attached[0] == 0 && filled(attached + huge, huge, 8));
    EXPECT(lseek(fd, 0, SEEK_END) == 4L * huge && fcntl(fd, F_GET_SEALS) == F_SEAL_SHRINK && ftruncate(fd, huge) == -1);
    if ((child = child_process()) == 0)
        _exit((shared[1] = view[1] = 's') - 's');
    EXPECT(waitpid(child, &ended, 0) == child && shared[1] == 's' && view[1] == 's');
    return pass();
}
