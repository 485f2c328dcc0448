// Does one thing again and again and prints what it takes, in nanoseconds. Arguments: fork, open, malloc or getpid; how often.
#include "victim.h"
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static void fork_and_execute(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/true", "true", (char *)NULL);
        _exit(127);
    }
    int status = -1;
    EXPECT(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

static void open_and_close(void)
{
    int fd = open("/etc/passwd", O_RDONLY);
    EXPECT(fd >= 0 && close(fd) == 0);
}

static void allocate(void)
{
    void *volatile block = malloc(100);
    free(block);
}

static void ask(void)
{
    syscall(SYS_getpid);
}

int main(int argc, char **argv)
{
    EXPECT(argc == 3);
    void (*work)(void) = argv[1][0] == 'f' ? fork_and_execute : argv[1][0] == 'o' ? open_and_close : argv[1][0] == 'm' ? allocate : ask;
    long times = atol(argv[2]);
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (long i = 0; i < times; i++)
        work();
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.3f\n", ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / times);
    return 0;
}
