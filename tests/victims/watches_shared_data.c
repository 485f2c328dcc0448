// inotify: a watch in /usr/share, such as services and desktops have, to which neither the command line nor anything open leads.
#include "victim.h"
#include <glob.h>
#include <limits.h>
#include <sys/inotify.h>

enum { most = 400 };

// One that is no link, nor below one.
static int watch_shared_data(int notify)
{
    glob_t found;
    EXPECT(glob("/usr/share/*/*/.", GLOB_NOSORT, NULL, &found) == 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *path = found.gl_pathv[i], real[PATH_MAX];
        path[strlen(path) - 2] = 0;
        if (realpath(path, real) && strcmp(path, real) == 0)
            return inotify_add_watch(notify, path, IN_CREATE | IN_DELETE_SELF);
    }
    return -1;
}

// As the kernel tells it: with its inode and its mask.
static void describe(int notify, char *line)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", notify);
    FILE *info = fopen(path, "re");
    do
        EXPECT(fgets(line, most, info));
    while (strncmp(line, "inotify wd:1 ", 13));
    fclose(info);
}

int main(int argc, char **argv)
{
    (void)argc;
    char before[most], after[most];
    int notify = inotify_init1(IN_CLOEXEC);
    EXPECT(watch_shared_data(notify) == 1);
    describe(notify, before);
    await_question(argv);

    describe(notify, after);
    if (strcmp(before, after))
        fail("%sinstead of %s", after, before);
    return pass();
}
