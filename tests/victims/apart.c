// One of its threads has left what threads have in common: with "places" the working directory, with "descriptors" their table; with "filter" it has a seccomp filter of
// its own, which ends the program at whatever a hook would ask. With "nowhere" the working directory of all is gone, with "segments" there are some, with "lease" one on a file.
#include "victim.h"
#include <asm/ldt.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

enum { own = 50, futex_wait = 128, futex_wake = 129 };
static int prepared, stop;

static int is(const char *what, const char *one) { return strcmp(what, one) == 0; }

static void wait_for(int *word)
{
    while (!__atomic_load_n(word, __ATOMIC_SEQ_CST))
        syscall(SYS_futex, word, futex_wait, 0, NULL);
}

static void set(int *word)
{
    __atomic_store_n(word, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, word, futex_wake, 1);
}

static void *leave(void *argument)
{
    const char *what = argument;
    char directory[10] = "";
    struct sock_filter filter[] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_futex, 1, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS) };
    EXPECT(!is(what, "places") || (unshare(CLONE_FS) == 0 && chdir("/usr") == 0));
    EXPECT(!is(what, "descriptors") || (unshare(CLONE_FILES) == 0 && dup2(STDIN_FILENO, own) == own));
    if (is(what, "filter"))
        EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &(struct sock_fprog){ 5, filter }, 0, 0) == 0);
    set(&prepared);
    wait_for(&stop);
    EXPECT(!is(what, "places") || (getcwd(directory, sizeof directory) != NULL && strcmp(directory, "/usr") == 0));
    EXPECT(!is(what, "descriptors") || fcntl(own, F_GETFD) >= 0);
    syscall(SYS_exit, 0);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    char *what = argc > 2 ? argv[2] : (char[]){ "" };
    const char *directory = beside(argv, "directory");
    EXPECT(!is(what, "nowhere") || (mkdir(directory, 0700) == 0 && chdir(directory) == 0 && rmdir(directory) == 0));
    EXPECT(!is(what, "segments") || syscall(SYS_modify_ldt, 1, &(struct user_desc){ .entry_number = 3, .limit = 0xfffff, .seg_32bit = 1, .limit_in_pages = 1 }, sizeof(struct user_desc)) == 0);
    EXPECT(!is(what, "lease") || fcntl(open(beside(argv, "leased"), O_RDONLY | O_CREAT, 0600), F_SETLEASE, F_RDLCK) == 0);
    EXPECT(pthread_create(&thread, NULL, leave, what) == 0);
    wait_for(&prepared), await_question(argv);
    return set(&stop), pass();
}
