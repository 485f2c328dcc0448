// An open directory half-way through its entries, one used for openat, and a path-only descriptor.
#include "victim.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { entries = 500 };

int main(int argc, char **argv)
{
    (void)argc;
    const char *path = beside(argv, "directory");
    char name[40];
    int seen[entries] = { 0 }, number;
    EXPECT(mkdir(path, 0700) == 0);
    int directory = open(path, O_RDONLY | O_DIRECTORY), only_path = open(path, O_PATH);
    EXPECT(directory >= 0 && only_path >= 0);
    for (int i = 0; i < entries; i++) {
        snprintf(name, sizeof name, "entry%d", i);
        EXPECT(close(openat(directory, name, O_CREAT | O_WRONLY, 0600)) == 0);
    }
    DIR *stream = fdopendir(dup(directory));
    for (int i = 0; i < 100; i++) {
        struct dirent *entry = readdir(stream);
        if (sscanf(entry->d_name, "entry%d", &number) == 1)
            seen[number]++;
    }
    await_question(argv);

    for (struct dirent *entry; (entry = readdir(stream)) != NULL;)
        if (sscanf(entry->d_name, "entry%d", &number) == 1)
            seen[number]++;
    for (int i = 0; i < entries; i++)
        EXPECT(seen[i] == 1);
    EXPECT(faccessat(directory, "entry7", F_OK, 0) == 0);
    EXPECT(openat(only_path, "entry8", O_RDONLY) >= 0);
    EXPECT((fcntl(only_path, F_GETFL) & O_PATH) != 0 && read(only_path, name, 1) == -1 && errno == EBADF);
    return pass();
}
