// POSIX semaphores with a name, and robust mutexes in named shared memory, used by two processes: the child holds one mutex and waits for a
// semaphore; after the question it dies with the mutex, and the kernel must tell the parent.
#include "children.h"
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>

struct shared { pthread_mutex_t held, free; int count; char text[9000]; };

static char names[2][60];

static void remove_names(void)
{
    sem_unlink(names[0]);
    shm_unlink(names[1]);
}

int main(int argc, char **argv)
{
    (void)argc;
    pthread_mutexattr_t attributes;
    snprintf(names[0], sizeof names[0], "/entracte-victim-%d-%d-semaphore", getuid(), getpid());
    snprintf(names[1], sizeof names[1], "/entracte-victim-%d-%d-memory", getuid(), getpid());
    sem_t *semaphore = sem_open(names[0], O_CREAT | O_EXCL, 0600, 0);
    int file = shm_open(names[1], O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(semaphore != SEM_FAILED && file >= 0 && ftruncate(file, sizeof(struct shared)) == 0);
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    EXPECT(close(file) == 0 && pthread_mutexattr_init(&attributes) == 0 && pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED) == 0);
    EXPECT(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) == 0);
    EXPECT(pthread_mutex_init(&shared->held, &attributes) == 0 && pthread_mutex_init(&shared->free, &attributes) == 0);
    fill(shared->text, sizeof shared->text, 5);
    int child = child_process(), ended;
    if (child == 0) {
        EXPECT(pthread_mutex_lock(&shared->held) == 0);
        shared->count = 1;
        EXPECT(sem_wait(semaphore) == 0 && pthread_mutex_lock(&shared->free) == 0);
        shared->count = filled(shared->text, sizeof shared->text, 6) ? 2 : 3;
        EXPECT(pthread_mutex_unlock(&shared->free) == 0);
        for (;;)
            pause();
    }
    while (*(volatile int *)&shared->count != 1)
        pause_milliseconds(1);
    await_question(argv);

    atexit(remove_names);
    sem_t *again = sem_open(names[0], 0);
    EXPECT(again != SEM_FAILED && filled(shared->text, sizeof shared->text, 5) && pthread_mutex_trylock(&shared->held) == EBUSY);
    fill(shared->text, sizeof shared->text, 6);
    EXPECT(sem_post(again) == 0);
    while (*(volatile int *)&shared->count == 1)
        pause_milliseconds(1);
    EXPECT(shared->count == 2 && pthread_mutex_lock(&shared->free) == 0 && pthread_mutex_unlock(&shared->free) == 0);
    EXPECT(kill(child, SIGKILL) == 0 && waitpid(child, &ended, 0) == child);
    EXPECT(pthread_mutex_lock(&shared->held) == EOWNERDEAD && pthread_mutex_consistent(&shared->held) == 0);
    return pass();
}
