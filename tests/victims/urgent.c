// Urgent data (tcp(7), unix(7) MSG_OOB) that waits: behind other bytes, at the first byte, in line with the others, taken already; over TCP and a socket pair.
#include "connection.h"

enum { BEHIND, FIRST, INLINE, TAKEN, CASES };
static int ends[2][CASES][2];
static char bytes[100];

static int option(int fd, int name) { int value = -1; EXPECT(getsockopt(fd, SOL_SOCKET, name, &value, &(socklen_t){ sizeof value }) == 0); return value; }

static int at_mark(int fd) { return sockatmark(fd); }

int main(int argc, char **argv)
{
    (void)argc;
    for (int family = 0; family < 2; family++)
        for (int i = 0; i < CASES; i++) {
            int *pair = ends[family][i], on = i == INLINE;
            family == 0 ? tcp(pair, AF_INET) : (void)EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
            EXPECT(setsockopt(pair[1], SOL_SOCKET, SO_OOBINLINE, &on, sizeof on) == 0);
            EXPECT((i == FIRST || send(pair[0], "abc", 3, 0) == 3) && send(pair[0], "U", 1, MSG_OOB) == 1 && send(pair[0], "def", 3, 0) == 3);
            // TCP shows the urgent byte when it has arrived.
            while (i == TAKEN && recv(pair[1], bytes, 1, MSG_OOB) != 1)
                EXPECT(errno == EAGAIN || errno == EINVAL);
        }
    await_question(argv);

    for (int family = 0; family < 2; family++)
        for (int i = 0; i < CASES; i++) {
            int fd = ends[family][i][1];
            EXPECT(option(fd, SO_OOBINLINE) == (i == INLINE));
            if (i == TAKEN) {
                for (int got = 0, count; got < 6; got += count)
                    EXPECT((count = (int)recv(fd, bytes + got, (size_t)(6 - got), 0)) > 0);
                EXPECT(memcmp(bytes, "abcdef", 6) == 0);
                continue;
            }
            if (at_mark(fd) != (i == FIRST) || (i != FIRST && recv(fd, bytes, 100, 0) != 3))
                fail("family %d, case %d: the mark is elsewhere", family, i);
            if (i == INLINE) {
                EXPECT((family == 1 || at_mark(fd) == 1) && recv(fd, bytes, 100, 0) == 4 && memcmp(bytes, "Udef", 4) == 0);
                continue;
            }
            EXPECT(at_mark(fd) == 1 && recv(fd, bytes, 1, MSG_OOB) == 1 && *bytes == 'U');
            EXPECT(recv(fd, bytes, 100, 0) == 3 && memcmp(bytes, "def", 3) == 0);
        }
    return pass();
}
