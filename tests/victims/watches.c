// inotify: watches on files and directories with their own numbers and masks (many removed, so that these are large and there are gaps).
#include "victim.h"
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>

enum { gone = 20 };
static _Alignas(8) char bytes[4096];

// The next event must be this one.
static void expect(int notify, int watch, unsigned mask)
{
    EXPECT(read(notify, bytes, sizeof bytes) > 0);
    struct inotify_event *event = (struct inotify_event *)bytes;
    if (event->wd != watch || event->mask != mask)
        fail("watch %d said %x instead of watch %d %x", event->wd, event->mask, watch, mask);
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *directory = beside(argv, "watched"), *file = beside(argv, "file"), *other = beside(argv, "other");
    EXPECT(mkdir(directory, 0700) == 0);
    int fd = open(file, O_RDWR | O_CREAT, 0600), second = open(other, O_RDWR | O_CREAT, 0600);
    int notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    for (int i = 0; i < gone; i++)
        EXPECT(inotify_rm_watch(notify, inotify_add_watch(notify, "/tmp", IN_DELETE_SELF)) == 0);
    int one = inotify_add_watch(notify, file, IN_MODIFY), two = inotify_add_watch(notify, directory, IN_CREATE | IN_ONLYDIR);
    int three = inotify_add_watch(notify, other, IN_CLOSE_WRITE);
    EXPECT(inotify_rm_watch(notify, inotify_add_watch(notify, "/tmp", IN_DELETE_SELF)) == 0 && one == gone + 1);
    EXPECT(read(notify, bytes, sizeof bytes) > 0);          // IN_IGNORED of the removed ones
    await_question(argv);

    EXPECT(read(notify, bytes, sizeof bytes) == -1 && errno == EAGAIN);
    EXPECT(write(fd, "x", 1) == 1);
    expect(notify, one, IN_MODIFY);
    char inside[400];
    snprintf(inside, sizeof inside, "%s/new", directory);
    EXPECT(mkdir(inside, 0700) == 0);
    expect(notify, two, IN_CREATE | IN_ISDIR);
    EXPECT(close(second) == 0);
    expect(notify, three, IN_CLOSE_WRITE);
    EXPECT((fcntl(notify, F_GETFL) & O_NONBLOCK) != 0 && fcntl(notify, F_GETFD) == FD_CLOEXEC);
    return pass();
}
