// A program whose executable is gone: it runs from a copy of itself that it has removed. It can still be executed by /proc/self/exe.
#include "victim.h"
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void become_copy(char **argv)
{
    const char *path = beside(argv, "copy");
    struct stat status;
    int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    EXPECT(from >= 0 && to >= 0 && fstat(from, &status) == 0 && sendfile(to, from, NULL, (size_t)status.st_size) == status.st_size && close(to) == 0);
    char *arguments[] = { argv[0], argv[1], "copy", NULL };
    execv(path, arguments);
    fail("execv: %s", strerror(errno));
}

int main(int argc, char **argv)
{
    char link[300];
    if (argc == 2)
        become_copy(argv);
    if (strcmp(argv[2], "question") == 0)
        return 42;
    EXPECT(unlink(beside(argv, "copy")) == 0);
    await_question(argv);

    int ended, length = (int)readlink("/proc/self/exe", link, sizeof link - 1);
    EXPECT(length > 0);
    link[length] = 0;
    if (strstr(link, "copy (deleted)") == NULL)
        fail("exe is %s", link);
    int child = fork();
    if (child == 0) {
        execl("/proc/self/exe", argv[0], argv[1], "question", NULL);
        _exit(1);
    }
    EXPECT(waitpid(child, &ended, 0) == child && WIFEXITED(ended) && WEXITSTATUS(ended) == 42);
    return pass();
}
