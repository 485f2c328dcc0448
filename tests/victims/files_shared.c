// Seven hundred open files are shared by a parent and its child: each has an offset of its own, which moves for both.
#include "children.h"
#include <fcntl.h>
#include <sys/resource.h>

enum { files = 700, first = 100, moved = 1000 };

int main(int argc, char **argv)
{
    (void)argc;
    EXPECT(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 1000, 1000 }) == 0);
    for (int number = first; number < first + files; number++) {
        int file = open(beside(argv, "file"), O_RDWR | O_CREAT, 0600);
        EXPECT(file >= 0 && dup2(file, number) == number && close(file) == 0 && lseek(number, number, SEEK_SET) == number);
    }
    int child = child_process(), status;
    if (child == 0) {
        question = argv[1];
        while (!asked())
            pause_milliseconds(5);
        for (int number = first; number < first + files; number++)
            EXPECT(lseek(number, moved, SEEK_CUR) == number + moved);
        _exit(0);
    }
    await_question(argv);

    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    for (int number = first; number < first + files; number++)
        EXPECT(lseek(number, 0, SEEK_CUR) == number + moved);
    return pass();
}
