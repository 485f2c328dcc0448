// Has in two processes what cannot be captured, as far as kernel and user allow; a line for each: pid, descriptor (-1: none), what.
// The child's seccomp filter ends it at socketpair(2), with which every hook begins: whoever wants to look into it from within kills it.
#include "children.h"
#include <linux/aio_abi.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sys/fanotify.h>
#include <sys/mman.h>

static void tell(int exists, int descriptor, const char *what)
{
    char line[100];
    snprintf(line, sizeof line, "%d %d %s\n", getpid(), descriptor, what);
    if (exists)
        say(line);
}

static void made(long descriptor, const char *what) { tell(descriptor >= 0, (int)descriptor, what); }

static int filtered_child(char **argv, int ready_end)
{
    int memory = (int)syscall(SYS_memfd_secret, 0);
    char *secret = memory >= 0 && ftruncate(memory, 4096) == 0 ? mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0) : MAP_FAILED;
    close(memory);
    tell(secret != MAP_FAILED, -1, "memfd_secret");
    made(syscall(SYS_landlock_create_ruleset, &(struct landlock_ruleset_attr){ .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE }, sizeof(uint64_t), 0), "Landlock");
    struct sock_filter filter[] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socketpair, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
    EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &(struct sock_fprog){ 4, filter }, 0, 0) == 0);
    tell(1, -1, "seccomp");
    EXPECT(write(ready_end, "", 1) == 1);
    for (question = argv[1]; !asked(); pause_milliseconds(5));
    return 0;
}

int main(int argc, char **argv)
{
    int ends[2], child, status;
    aio_context_t context = 0;
    EXPECT(argc == 2 && pipe(ends) == 0);
    if ((child = child_process()) == 0)
        return filtered_child(argv, ends[1]);
    struct perf_event_attr counter = { .type = PERF_TYPE_SOFTWARE, .size = sizeof counter, .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1, .exclude_hv = 1 };
    int ring = (int)syscall(SYS_io_uring_setup, 4, &(struct io_uring_params){ .flags = IORING_SETUP_SQPOLL });
    made(ring, "io_uring");
    tell(ring >= 0, -1, "io_uring"); // the thread in which the kernel works for it
    made(syscall(SYS_perf_event_open, &counter, 0, -1, -1, 0), "perf_event");
    made(syscall(SYS_userfaultfd, 1 /* UFFD_USER_MODE_ONLY */), "userfaultfd");
    made(fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID, 0), "fanotify");
    tell(syscall(SYS_io_setup, 8, &context) == 0, -1, "io_setup");
    EXPECT(read(ends[0], &(char){ 0 }, 1) == 1);
    await_question(argv);
    EXPECT(ring < 0 || syscall(SYS_io_uring_enter, ring, 0, 0, 0, NULL, 0) == 0);
    EXPECT(context == 0 || syscall(SYS_io_getevents, context, 0, 1, &(struct io_event){ 0 }, &(struct timespec){ 0 }) == 0);
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    return pass();
}
