// What waits in pseudo terminals, on both sides: bytes, whole lines and a begun one, ends of files, more than the line discipline holds, output that is held.
#include "victim.h"
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>

enum { raw, lines, marked, zeros, full, held, count };
static int masters[count], slaves[count];
static char bytes[1 << 16];

static void change(int slave, tcflag_t lines_too)
{
    struct termios settings;
    tcgetattr(slave, &settings);
    settings.c_lflag &= ~(ECHO | lines_too), settings.c_oflag &= ~OPOST, settings.c_iflag &= ~ICRNL;
    EXPECT(tcsetattr(slave, TCSANOW, &settings) == 0);
}

#define PUT(to, text) EXPECT(write(to, text, sizeof text - 1) == sizeof text - 1)
static void get(int from, const char *text)
{
    int got = (int)read(from, bytes, sizeof bytes);
    if (got != (int)strlen(text) || memcmp(bytes, text, got) != 0)
        fail("'%.*s' in place of '%s'", got, bytes, text);
}

int main(int argc, char **argv)
{
    (void)argc;
    long queued = 0, got;
    for (int i = 0; i < count; i++) {
        EXPECT(openpty(&masters[i], &slaves[i], NULL, NULL, NULL) == 0);
        change(slaves[i], i == raw || i == full ? ICANON | ISIG : 0);
    }
    PUT(masters[raw], "\003in \r\n\004"), PUT(slaves[raw], "out\r\n");
    PUT(masters[lines], "one\ntwo\n\nthr"), PUT(slaves[lines], "echo");
    PUT(masters[marked], "half\004\004rest\nbeg"), EXPECT(write(masters[zeros], "z\0z\n", 4) == 4);
    fcntl(slaves[full], F_SETFL, O_RDWR | O_NONBLOCK);
    for (int seed = 1; fill(bytes, 1000, seed), (got = write(slaves[full], bytes, 1000)) == 1000; seed++, queued += got)
        continue;
    queued += got > 0 ? got : 0, PUT(slaves[held], "before"), PUT(masters[held], "\023"); // ^S
    struct pollfd room = { slaves[held], POLLOUT, 0 };
    while (poll(&room, 1, 0) != 0)
        continue;
    await_question(argv);

    get(slaves[raw], "\003in \r\n\004"), get(masters[raw], "out\r\n");
    PUT(masters[lines], "ee\n");
    get(slaves[lines], "one\n"), get(slaves[lines], "two\n"), get(slaves[lines], "\n"), get(slaves[lines], "three\n"), get(masters[lines], "echo");
    PUT(masters[marked], "un\n");
    get(slaves[marked], "half"), get(slaves[marked], ""), get(slaves[marked], "rest\n"), get(slaves[marked], "begun\n");
    EXPECT(read(slaves[zeros], bytes, sizeof bytes) == 4 && memcmp(bytes, "z\0z\n", 4) == 0);
    for (long done = 0, length; done < queued; done += length)
        EXPECT((length = read(masters[full], bytes, 1000 - done % 1000)) > 0 && (done % 1000 != 0 || length < 1000 || filled(bytes, 1000, done / 1000 + 1)));
    EXPECT(poll(&room, 1, 0) == 0);
    PUT(masters[held], "\021"), EXPECT(poll(&room, 1, 10000) == 1); // ^Q
    get(masters[held], "before"), PUT(slaves[held], " after"), get(masters[held], " after");
    return pass();
}
