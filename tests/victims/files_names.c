// Names that are no UTF-8 (Latin-1), and names that end as those of deleted files do in /proc, of files that are there and of one that is not: open, mapped, a socket's, a memfd's, a
// thread's, and the working directory's.
#include "victim.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { latin, deleted, gone, fifo, memory, count };
static const char *const names[count] = { "caf\xe9", "here (deleted)", "g\xf6ne (deleted)", "fif\xf6 (deleted)", "m\xe9mory (deleted)" };
static const char thread_name[] = "fa\xe7" "ade \xe2\x82"; // as a longer name that is cut within a character
static int files[count];
static char *maps[count], *shared;

static void expect_link(int i)
{
    char path[40], link[500] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", files[i]);
    EXPECT(readlink(path, link, sizeof link - 1) > 0);
    char *name = strrchr(link, '/') + 1, want[100];
    snprintf(want, sizeof want, "%s%s%s", i == memory ? "memfd:" : "", names[i], i == gone || i == memory ? " (deleted)" : "");
    if (strcmp(name, want) != 0)
        fail("descriptor %d leads to %s instead of %s", i, link, want);
}

int main(int argc, char **argv)
{
    char name[20] = "", cwd[500], byte;
    struct stat open_file, named;
    struct sockaddr_un own = { AF_UNIX, "s\xf6" "cket" }, to = own;
    const char *directory = beside(argv, "w\xe9 (deleted)");
    int server = socket(AF_UNIX, SOCK_DGRAM, 0), client = socket(AF_UNIX, SOCK_DGRAM, 0);
    EXPECT(argc > 1 && mkdir(directory, 0700) == 0 && chdir(directory) == 0 && mkfifo(names[fifo], 0600) == 0 && bind(server, (void *)&own, sizeof own) == 0);
    for (int i = 0; i < count; i++) {
        files[i] = i == memory ? memfd_create(names[i], 0) : open(names[i], O_RDWR | O_CREAT, 0600);
        EXPECT(files[i] >= 0 && (i == fifo || write(files[i], names[i], 4) == 4));
        EXPECT(i == fifo || (maps[i] = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, files[i], 0)) != MAP_FAILED);
    }
    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, files[deleted], 0);
    EXPECT(shared != MAP_FAILED && unlink(names[gone]) == 0 && write(files[fifo], "f", 1) == 1 && prctl(PR_SET_NAME, thread_name) == 0);
    await_question(argv);

    shared[1] = '!';
    for (int i = 0; i < count; i++) {
        expect_link(i);
        EXPECT(i == fifo ? read(files[i], &byte, 1) == 1 && byte == 'f' : pread(files[i], name, 4, 0) == 4 && name[0] == names[i][0] && name[2] == names[i][2] && maps[i][0] == names[i][0]);
        EXPECT(i == gone || i == memory || (stat(names[i], &named) == 0 && fstat(files[i], &open_file) == 0 && named.st_ino == open_file.st_ino));
    }
    EXPECT(pread(files[deleted], name, 2, 0) == 2 && name[1] == '!' && prctl(PR_GET_NAME, name) == 0 && strcmp(name, thread_name) == 0);
    EXPECT(getcwd(cwd, sizeof cwd) == cwd && strcmp(strrchr(cwd, '/'), strrchr(directory, '/')) == 0);
    EXPECT(sendto(client, "x", 1, 0, (void *)&to, sizeof to) == 1 && recv(server, &byte, 1, 0) == 1);
    // The test could not remove them: .NET knows no such names.
    for (int i = 0; i < count; i++)
        EXPECT(i == gone || i == memory || unlink(names[i]) == 0);
    EXPECT(unlink(own.sun_path) == 0 && rmdir(directory) == 0);
    return pass();
}
