// A daemon that has left the tree and has written over its environment, as programs do that show a title in ps(1): whose it is tells only the copy that it has made before.
#include "victim.h"
#include <sys/wait.h>

static int to_daemon[2], from_daemon[2];

static void write_over_environment(void)
{
    char *first = environ[0], *end = first;
    for (char **entry = environ; *entry != NULL; entry++)
        end = *entry + strlen(*entry) + 1, *entry = strdup(*entry);
    memset(first, 0, (size_t)(end - first));
}

static void serve(void)
{
    char byte = 'r';
    write_over_environment();
    EXPECT(close(to_daemon[1]) == 0 && close(from_daemon[0]) == 0 && write(from_daemon[1], &byte, 1) == 1);
    while (read(to_daemon[0], &byte, 1) == 1)
        EXPECT(write(from_daemon[1], &byte, 1) == 1);
    _exit(0);
}

int main(int argc, char **argv)
{
    char byte;
    EXPECT(argc > 1 && pipe(to_daemon) == 0 && pipe(from_daemon) == 0);
    int child = fork();
    if (child == 0)
        setsid() > 0 && fork() == 0 ? serve() : _exit(0);
    EXPECT(close(to_daemon[0]) == 0 && close(from_daemon[1]) == 0);
    EXPECT(waitpid(child, NULL, 0) == child && read(from_daemon[0], &byte, 1) == 1 && byte == 'r');
    await_question(argv);
    EXPECT(write(to_daemon[1], "?", 1) == 1 && read(from_daemon[0], &byte, 1) == 1 && byte == '?');
    return pass();
}
