// Pseudo terminals of one's own: settings, window size, packet mode, exclusive use, lock, /dev/pts numbers, descriptions, and sides that nobody has open.
#include "victim.h"
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

static int open_master(int *slave)
{
    char name[64];
    int master = posix_openpt(O_RDWR | O_NOCTTY), unlock = 0;
    EXPECT(master >= 0 && ioctl(master, TIOCSPTLCK, &unlock) == 0 && ptsname_r(master, name, sizeof name) == 0);
    if (slave != NULL)
        EXPECT((*slave = open(name, O_RDWR | O_NOCTTY)) >= 0);
    return master;
}

static int hung_up(int master)
{
    struct pollfd entry = { master, POLLIN, 0 };
    return poll(&entry, 1, 0) == 1 && (entry.revents & POLLHUP) != 0;
}

int main(int argc, char **argv)
{
    (void)argc;
    int slave, other, closed, skipped = open_master(NULL), master = open_master(&slave), second = open_master(&other), ended = open_master(&closed), fresh = open_master(NULL);
    int on = 1, value;
    char name[64], again[64];
    struct termios before, after;
    struct winsize size = { 41, 97, 5, 6 };
    struct stat status;
    EXPECT(close(skipped) == 0 && close(closed) == 0);
    EXPECT(tcgetattr(slave, &before) == 0);
    before.c_lflag &= ~(ECHO | ICANON), before.c_iflag |= IUTF8, before.c_cc[VMIN] = 3, before.c_cc[VTIME] = 7, before.c_cc[VINTR] = 9;
    EXPECT(tcsetattr(slave, TCSANOW, &before) == 0 && tcgetattr(slave, &before) == 0 && ioctl(slave, TIOCSWINSZ, &size) == 0);
    EXPECT(ioctl(second, TIOCPKT, &on) == 0 && ioctl(other, TIOCEXCL) == 0 && ioctl(fresh, TIOCSPTLCK, &on) == 0);
    EXPECT(ptsname_r(master, name, sizeof name) == 0);
    int reader = open(name, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), twin = dup(slave);
    EXPECT(reader >= 0 && fcntl(twin, F_SETFL, O_RDWR | O_APPEND) == 0);
    await_question(argv);

    memset(&size, 0, sizeof size);
    EXPECT(ptsname_r(master, again, sizeof again) == 0 && strcmp(name, again) == 0 && ttyname_r(slave, again, sizeof again) == 0 && strcmp(name, again) == 0);
    EXPECT(tcgetattr(master, &after) == 0 && memcmp(&before, &after, offsetof(struct termios, c_cc) + 17) == 0);
    EXPECT(ioctl(master, TIOCGWINSZ, &size) == 0 && size.ws_row == 41 && size.ws_col == 97 && size.ws_xpixel == 5 && size.ws_ypixel == 6);
    EXPECT(ioctl(second, TIOCGPKT, &value) == 0 && value == 1 && ioctl(master, TIOCGPKT, &value) == 0 && value == 0);
    EXPECT(ioctl(other, TIOCGEXCL, &value) == 0 && value == 1 && ioctl(slave, TIOCGEXCL, &value) == 0 && value == 0);
    EXPECT(ioctl(fresh, TIOCGPTLCK, &value) == 0 && value == 1 && ioctl(master, TIOCGPTLCK, &value) == 0 && value == 0);
    EXPECT(hung_up(ended) && !hung_up(fresh) && !hung_up(master));
    EXPECT((fcntl(slave, F_GETFL) & O_APPEND) != 0 && (fcntl(reader, F_GETFL) & (O_ACCMODE | O_NONBLOCK | O_APPEND)) == O_NONBLOCK && fcntl(reader, F_GETFD) == FD_CLOEXEC);
    EXPECT(write(master, "abc", 3) == 3 && read(slave, again, sizeof again) == 3 && write(other, "out", 3) == 3);
    EXPECT(read(second, again, sizeof again) == 4 && memcmp(again, "\0out", 4) == 0);
    EXPECT(stat(name, &status) == 0 && S_ISCHR(status.st_mode) && open_master(&slave) >= 0 && isatty(slave));
    return pass();
}
