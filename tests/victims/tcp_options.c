// The options of established TCP connections (v4, v6, and one whose listening socket stays): both ends have values of their own, and bytes wait in both directions,
// which the options concern. One end has a time to linger, the other one none at all, and so ends the connection by a reset.
#include "connection.h"
#include <netinet/tcp.h>
#include <sys/time.h>

enum { connections = 3 };

static const struct { int level, name, values[2]; } numbers[] = {
    { IPPROTO_TCP, TCP_NODELAY, { 1, 0 } }, { IPPROTO_TCP, TCP_KEEPIDLE, { 77, 99 } }, { IPPROTO_TCP, TCP_KEEPINTVL, { 11, 12 } }, { IPPROTO_TCP, TCP_KEEPCNT, { 3, 4 } },
    { IPPROTO_TCP, TCP_USER_TIMEOUT, { 90000, 80000 } }, { IPPROTO_TCP, TCP_NOTSENT_LOWAT, { 20000, 30000 } }, { IPPROTO_TCP, TCP_SYNCNT, { 2, 3 } },
    { IPPROTO_TCP, TCP_LINGER2, { 20, 30 } }, { SOL_SOCKET, SO_KEEPALIVE, { 1, 0 } }, { SOL_SOCKET, SO_PRIORITY, { 3, 4 } }, { SOL_SOCKET, SO_RCVLOWAT, { 5, 500 } },
    { SOL_SOCKET, SO_OOBINLINE, { 0, 1 } }, { SOL_SOCKET, SO_REUSEADDR, { 1, 0 } }, { SOL_SOCKET, SO_TIMESTAMP, { 0, 1 } },
};
static const struct linger lingers[2] = { { 1, 30 }, { 1, 0 } };
static const struct timeval limits[2] = { { 5, 0 }, { 9, 500000 } };

static void set(int socket, int level, int name, const void *value, socklen_t length) { EXPECT(setsockopt(socket, level, name, value, length) == 0); }

static void expect_same(int socket, int level, int name, const void *value, socklen_t length)
{
    char got[32] = "";
    socklen_t got_length = sizeof got;
    EXPECT(getsockopt(socket, level, name, got, &got_length) == 0);
    if (memcmp(got, value, length) != 0)
        fail("option %d/%d is %d, not %d", level, name, *(int *)(void *)got, *(const int *)value);
}

static void each_option(int socket, int side, void (*act)(int, int, int, const void *, socklen_t))
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        act(socket, numbers[i].level, numbers[i].name, &numbers[i].values[side], sizeof(int));
    act(socket, SOL_SOCKET, SO_LINGER, &lingers[side], sizeof lingers[0]), act(socket, SOL_SOCKET, SO_RCVTIMEO, &limits[side], sizeof limits[0]);
    act(socket, SOL_SOCKET, SO_SNDTIMEO, &limits[!side], sizeof limits[0]), act(socket, IPPROTO_TCP, TCP_CONGESTION, "reno", 5);
}

int main(int argc, char **argv)
{
    int ends[connections][2];
    char got[10];
    for (int i = 0; argc > 1 && i < connections; i++) {
        make_connection((const char *[]){ "tcp4", "tcp6", "tcp4-kept" }[i], ends[i], argv);
        for (int side = 0; side < 2; side++)
            each_option(ends[i][side], side, set), EXPECT(write(ends[i][side], "waiting", 7) == 7);
    }
    await_question(argv);

    for (int i = 0; i < connections; i++) {
        for (int side = 0; side < 2; side++)
            each_option(ends[i][side], side, expect_same);
        EXPECT(recv(ends[i][0], got, 10, 0) == 7 && recv(ends[i][1], got, 10, MSG_DONTWAIT) == 7);
        EXPECT(close(ends[i][1]) == 0 && recv(ends[i][0], got, 10, 0) == -1 && errno == ECONNRESET);
    }
    return pass();
}
