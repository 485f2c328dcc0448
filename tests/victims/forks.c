// Forks as fast as it can; every child gives its own number back as exit status.
#include "victim.h"
#include <sys/wait.h>

int main(int argc, char **argv)
{
    (void)argc;
    ready(argv);
    for (int number = 0; !asked(); number = (number + 1) % 200) {
        int child = fork(), status;
        if (child == 0)
            _exit(number);
        EXPECT(child > 0 && waitpid(child, &status, 0) == child);
        EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == number);
    }
    return pass();
}
