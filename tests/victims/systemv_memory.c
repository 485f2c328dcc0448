// System V shared memory: with a key; marked to be removed; attached by nobody; read-only, and with a hole in its middle where other memory
// has come in. A child has the first two as well, at its own places.
#include "systemv.h"
#include <sys/mman.h>

enum { page = 4096, pages = 6, size = pages * page - 100 };

static int status_of(int id, struct shmid_ds *status)
{
    return shmctl(id, IPC_STAT, status) == 0 && status->shm_segsz == size;
}

int main(int argc, char **argv)
{
    (void)argc;
    char objects[100];
    struct shmid_ds status;
    int key = 0x5e000000 + getpid(), keyed = shmget(key, size, IPC_CREAT | IPC_EXCL | 0640), removed = shmget(IPC_PRIVATE, size, 0600);
    int detached = shmget(IPC_PRIVATE, size, 0600), pierced = shmget(IPC_PRIVATE, size, 0600);
    snprintf(objects, sizeof objects, "-m %d -m %d -m %d", keyed, detached, pierced);
    remove_after_death(objects);
    unsigned char *first = shmat(keyed, NULL, 0), *second = shmat(removed, NULL, 0), *third = shmat(detached, NULL, 0), *fourth = shmat(pierced, NULL, 0);
    fill(first, size, 1), fill(second, size, 2), fill(third, size, 3), fill(fourth, size, 4);
    EXPECT(shmctl(removed, IPC_RMID, NULL) == 0 && shmdt(third) == 0);
    const unsigned char *readable = shmat(pierced, NULL, SHM_RDONLY);
    EXPECT(munmap(fourth + page, page) == 0 && mprotect(fourth + 3 * page, page, PROT_READ) == 0);
    EXPECT(mmap(fourth + page, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == fourth + page);
    int child = child_process();
    if (child == 0) {
        unsigned char *again = shmat(keyed, NULL, 0);
        EXPECT(shmdt(first) == 0);
        while (second[0] != 'q')
            pause_milliseconds(2);
        again[1] = second[1] = 'a';
        _exit(again[0] == 'k' && filled(again + 2, 100, 9) ? 0 : 1);
    }
    pause_milliseconds(20);
    await_question(argv);

    int child_status;
    EXPECT(filled(first, size, 1) && filled(second, size, 2) && filled(fourth, page, 4) && memcmp(fourth + 2 * page, readable + 2 * page, size - 2 * page) == 0);
    EXPECT(fourth[page] == 0 && filled(readable, size, 4) && shmget(key, size, 0) == keyed);
    EXPECT(status_of(keyed, &status) && (status.shm_perm.mode & 0777) == 0640 && status.shm_nattch == 2 && status.shm_cpid == getpid());
    EXPECT(status_of(removed, &status) && (status.shm_perm.mode & SHM_DEST) && status.shm_nattch == 2);
    EXPECT(status_of(detached, &status) && status.shm_nattch == 0 && filled(shmat(detached, NULL, 0), size, 3));
    first[0] = 'k', fourth[4 * page] = 'w', fill(first + 2, 100, 9);
    EXPECT(readable[4 * page] == 'w');
    second[0] = 'q';
    EXPECT(waitpid(child, &child_status, 0) == child && child_status == 0 && first[1] == 'a' && second[1] == 'a');
    EXPECT(shmdt(second) == 0 && shmctl(removed, IPC_STAT, &status) < 0 && errno == EINVAL);
    return pass();
}
