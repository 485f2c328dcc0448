// Connections that were refused to sockets that do not wait for them: of some nobody has been told yet. Told they are once, and can be used again afterwards.
#include "victim.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

enum { kinds = 5 };

static struct sockaddr_storage there[kinds];
static int listeners[kinds], ends[kinds];

static socklen_t address(int kind, struct sockaddr_storage *where)
{
    memset(where, 0, sizeof *where);
    if (kind % 2 == 0)
        *(struct sockaddr_in *)(void *)where = (struct sockaddr_in){ AF_INET, 0, { htonl(INADDR_LOOPBACK) }, "" };
    else
        *(struct sockaddr_in6 *)(void *)where = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    return kind % 2 == 0 ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
}

static int error_of(int end)
{
    int error = -1;
    EXPECT(getsockopt(end, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){ sizeof error }) == 0);
    return error;
}

static int join(int kind)
{
    return connect(ends[kind], (struct sockaddr *)&there[kind], kind % 2 == 0 ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6)) == 0 ? 0 : errno;
}

static int events(int kind)
{
    struct pollfd look = { .fd = ends[kind], .events = POLLIN | POLLOUT | POLLRDHUP };
    return poll(&look, 1, 0) >= 0 ? look.revents : -1;
}

int main(int argc, char **argv)
{
    char byte;
    for (int kind = 0; kind < kinds; kind++) { // 0, 1 and 4 are untold, and 4 is bound
        socklen_t length = address(kind, &there[kind]);
        listeners[kind] = socket(there[kind].ss_family, SOCK_STREAM, 0), ends[kind] = socket(there[kind].ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
        EXPECT(bind(listeners[kind], (struct sockaddr *)&there[kind], length) == 0 && (kind < 4 || bind(ends[kind], (struct sockaddr *)&there[kind], length) == 0));
        EXPECT(getsockname(listeners[kind], (struct sockaddr *)&there[kind], &length) == 0 && join(kind) == EINPROGRESS && (events(kind) & (POLLERR | POLLRDHUP)) == (POLLERR | POLLRDHUP));
        EXPECT(kind % 4 < 2 || error_of(ends[kind]) == ECONNREFUSED);
    }
    await_question(argv);
    for (int kind = 0; kind < kinds; kind++) {
        EXPECT(events(kind) == (POLLIN | POLLOUT | POLLHUP | POLLRDHUP | (kind % 4 < 2 ? POLLERR : 0)));
        EXPECT(kind % 4 == 1 ? read(ends[kind], &byte, 1) == -1 && errno == ECONNREFUSED : error_of(ends[kind]) == (kind % 4 == 0 ? ECONNREFUSED : 0));
        EXPECT(error_of(ends[kind]) == 0 && read(ends[kind], &byte, 1) == 0 && (fcntl(ends[kind], F_GETFL) & O_NONBLOCK) != 0);
        EXPECT(listen(listeners[kind], 1) == 0 && join(kind) == ECONNABORTED && join(kind) == EINPROGRESS && accept(listeners[kind], NULL, NULL) >= 0 && join(kind) == 0);
    }
    return argc > 0 ? pass() : 1;
}
