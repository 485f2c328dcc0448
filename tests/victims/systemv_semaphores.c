// System V semaphores: values, who changed them last, what the end of a process undoes (also by large numbers in both directions), and a
// child that waits for one. The second set has a key and has never been operated on. With a second argument a wait may be interrupted (EINTR).
#include "systemv.h"

enum { lock, credits, debts, wanted, count };
static int may_be_interrupted;

static void change(int id, int number, int by, int flags)
{
    struct sembuf operation = { (unsigned short)number, (short)by, (short)flags };
    while (semop(id, &operation, 1) != 0)
        EXPECT(errno == EINTR && may_be_interrupted);
}

static int value(int id, int number)
{
    return semctl(id, number, GETVAL);
}

int main(int argc, char **argv)
{
    may_be_interrupted = argc > 2;
    char objects[60];
    struct semid_ds status;
    int id = semget(IPC_PRIVATE, count, 0600), key = 0x5e000000 + getpid(), other = semget(key, 2, IPC_CREAT | IPC_EXCL | 0640);
    snprintf(objects, sizeof objects, "-s %d -s %d", id, other);
    remove_after_death(objects);
    unsigned short values[count] = { 1, 30000, 5, 0 };
    EXPECT(semctl(id, 0, SETALL, values) == 0 && semctl(other, 1, SETVAL, 7) == 0);
    int holder = child_process(), ended;
    if (holder == 0) {
        change(id, lock, -1, SEM_UNDO), change(id, credits, -30000, SEM_UNDO), change(id, debts, 25000, SEM_UNDO);
        for (;;)
            pause();
    }
    while (value(id, debts) != 25005)
        pause_milliseconds(1);
    change(id, debts, -20000, 0);
    int waiter = child_process();
    if (waiter == 0) {
        change(id, wanted, -2, 0);
        change(id, lock, -1, SEM_UNDO | IPC_NOWAIT);
        _exit(0);
    }
    while (semctl(id, wanted, GETNCNT) != 1)
        pause_milliseconds(1);
    await_question(argv);

    union { struct semid_ds *status; } argument = { &status };
    EXPECT(value(id, lock) == 0 && value(id, credits) == 0 && value(id, debts) == 5005 && value(id, wanted) == 0);
    EXPECT(semctl(id, lock, GETPID) == holder && semctl(id, debts, GETPID) == getpid() && semctl(other, 1, GETPID) == getpid());
    EXPECT(semget(key, 2, 0) == other && value(other, 0) == 0 && value(other, 1) == 7 && semctl(other, 0, IPC_STAT, argument) == 0);
    EXPECT((status.sem_perm.mode & 0777) == 0640); EXPECT(status.sem_otime == 0);
    EXPECT(semctl(id, 0, IPC_STAT, argument) == 0); EXPECT(status.sem_otime != 0);
    EXPECT(kill(holder, SIGKILL) == 0 && waitpid(holder, &ended, 0) == holder);
    EXPECT(value(id, lock) == 1 && value(id, credits) == 30000 && value(id, debts) == 0);
    change(id, wanted, 2, 0);
    EXPECT(waitpid(waiter, &ended, 0) == waiter && ended == 0 && value(id, lock) == 1 && value(id, wanted) == 0);
    return pass();
}
