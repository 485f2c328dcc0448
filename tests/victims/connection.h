// Connections of every kind, both ends in this process: end 0 sends to end 1; and how they are filled and emptied.
#pragma once
#include "victim.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

// Listening sockets that stay open.
static int kept_listeners[32], kept_count;

static inline void tcp_kept(int *ends, int family)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    void *address = family == AF_INET6 ? (void *)&six : &four;
    socklen_t length = family == AF_INET6 ? sizeof six : sizeof four;
    int listener = socket(family, SOCK_STREAM, 0);
    EXPECT(bind(listener, address, length) == 0 && listen(listener, 1) == 0 && getsockname(listener, address, &length) == 0);
    ends[0] = socket(family, SOCK_STREAM, 0);
    EXPECT(connect(ends[0], address, length) == 0 && (ends[1] = accept(listener, NULL, NULL)) >= 0);
    kept_listeners[kept_count++] = listener;
}

static inline void tcp(int *ends, int family)
{
    tcp_kept(ends, family);
    EXPECT(close(kept_listeners[--kept_count]) == 0);
}

// A client of IPv4, whose server listens for IPv6 and IPv4.
static inline void tcp_of_both(int *ends)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int listener = socket(AF_INET6, SOCK_STREAM, 0);
    EXPECT(setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &(int){ 0 }, sizeof(int)) == 0 && bind(listener, (void *)&six, sizeof six) == 0 && listen(listener, 1) == 0);
    EXPECT(getsockname(listener, (void *)&six, &(socklen_t){ sizeof six }) == 0);
    four.sin_port = six.sin6_port;
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT(connect(ends[0], (void *)&four, sizeof four) == 0 && (ends[1] = accept(listener, NULL, NULL)) >= 0 && close(listener) == 0);
}

// A client that has chosen its port, of those that the kernel does not give out by itself.
static inline void tcp_bound(int *ends)
{
    struct sockaddr_in there = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, here = there;
    int listener = socket(AF_INET, SOCK_STREAM, 0), port = 20000 + getpid() % 10000;
    EXPECT(bind(listener, (void *)&there, sizeof there) == 0 && listen(listener, 1) == 0 && getsockname(listener, (void *)&there, &(socklen_t){ sizeof there }) == 0);
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    while (here.sin_port = htons((unsigned short)port), bind(ends[0], (void *)&here, sizeof here) != 0)
        EXPECT(++port < 32000);
    EXPECT(connect(ends[0], (void *)&there, sizeof there) == 0 && (ends[1] = accept(listener, NULL, NULL)) >= 0 && close(listener) == 0);
}

// Two datagram sockets of the internet, each bound and sending to the other.
static inline void udp(int *ends, int family)
{
    struct sockaddr_storage names[2];
    socklen_t length = sizeof names[0];
    for (int i = 0; i < 2; i++) {
        struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
        struct sockaddr_in four = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        ends[i] = socket(family, SOCK_DGRAM, 0);
        EXPECT(bind(ends[i], family == AF_INET6 ? (void *)&six : (void *)&four, family == AF_INET6 ? sizeof six : sizeof four) == 0);
        EXPECT(getsockname(ends[i], (void *)&names[i], &length) == 0);
    }
    EXPECT(connect(ends[0], (void *)&names[1], length) == 0 && connect(ends[1], (void *)&names[0], length) == 0);
}

// The name of a unix socket of this process: a path beside the question, or an abstract one.
static inline socklen_t unix_name(struct sockaddr_un *address, char **arguments, int is_abstract, int number)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (!is_abstract)
        snprintf(address->sun_path, sizeof address->sun_path, "%s.u%d", arguments[1], number);
    else
        return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)snprintf(address->sun_path + 1, 90, "entracte-victim-%d-%d", getpid(), number));
    return sizeof *address;
}

// Unix sockets with names: connections come through a listening socket that stays; datagram sockets are both bound, and send to each other.
static inline void named(int *ends, int type, int is_abstract, char **arguments)
{
    static int number;
    struct sockaddr_un names[2];
    socklen_t length = unix_name(&names[0], arguments, is_abstract, number++), other = unix_name(&names[1], arguments, is_abstract, number++);
    int first = socket(AF_UNIX, type, 0), second = socket(AF_UNIX, type, 0);
    EXPECT(bind(first, (void *)&names[0], length) == 0 && (type == SOCK_DGRAM ? bind(second, (void *)&names[1], other) : listen(first, 4)) == 0);
    EXPECT(connect(second, (void *)&names[0], length) == 0 && (type != SOCK_DGRAM || connect(first, (void *)&names[1], other) == 0));
    ends[0] = second, ends[1] = type == SOCK_DGRAM ? first : accept(first, NULL, NULL);
}

// KIND is pipe, packets (a pipe that keeps them), fifo, stream, datagram, sequence, stream-path, stream-name and so on, tcp4, tcp6, tcp46, tcp4-bound, udp4, udp6; of tcp4-kept
// and tcp4-served the listening socket stays, and of the second end 0 is the one that was accepted.
static inline void make_connection(const char *kind, int *ends, char **arguments)
{
    int type = *kind == 'd' ? SOCK_DGRAM : kind[1] == 't' ? SOCK_STREAM : SOCK_SEQPACKET, turned[2];
    if (strcmp(kind, "tcp46") == 0)
        tcp_of_both(ends);
    else if (strcmp(kind, "tcp4-bound") == 0)
        tcp_bound(ends);
    else if (strncmp(kind, "tcp", 3) == 0) {
        int is_turned = strstr(kind, "-served") != NULL;
        (kind[4] == '-' ? tcp_kept : tcp)(turned, kind[3] == '6' ? AF_INET6 : AF_INET);
        ends[0] = turned[is_turned], ends[1] = turned[!is_turned];
    } else if (*kind == 'u')
        udp(ends, kind[3] == '6' ? AF_INET6 : AF_INET);
    else if (strchr(kind, '-') != NULL)
        named(ends, type, strstr(kind, "-name") != NULL, arguments);
    else if (*kind == 'f') {
        static int number;
        char path[300];
        snprintf(path, sizeof path, "%s.fifo%d", arguments[1], number++);
        EXPECT(mkfifo(path, 0600) == 0 && (ends[1] = open(path, O_RDONLY | O_NONBLOCK)) >= 0 && (ends[0] = open(path, O_WRONLY)) >= 0);
    } else if (*kind == 'p') {
        EXPECT(pipe2(turned, kind[1] == 'a' ? O_DIRECT : 0) == 0);
        ends[0] = turned[1], ends[1] = turned[0];
    } else
        EXPECT(socketpair(AF_UNIX, type, 0, ends) == 0);
}

// One end's bytes repeat every thousand, so that each position tells what must be there.
struct connection { const char *kind, *fill, *state; int ends[2]; long sent[2]; };

static char connection_bytes[2000];

// What a kind may hold is told by its sender's buffer; of UDP by its receiver's, of pipes by their own. The largest that this user gets, or the smallest.
static inline void size_buffer(const struct connection *c, int bytes)
{
    int is_udp = *c->kind == 'u', is_pipe = *c->kind == 'p' || *c->kind == 'f', end = c->ends[is_udp];
    for (; is_pipe && fcntl(end, F_SETPIPE_SZ, bytes) < 0 && bytes > 1 << 16; bytes /= 2) {}
    if (!is_pipe && setsockopt(end, SOL_SOCKET, is_udp ? 33 /* SO_RCVBUFFORCE */ : 32 /* SO_SNDBUFFORCE */, &bytes, sizeof bytes) != 0)
        EXPECT(setsockopt(end, SOL_SOCKET, is_udp ? SO_RCVBUF : SO_SNDBUF, &bytes, sizeof bytes) == 0);
}

// Messages of UDP are dropped when the queue is full, so it is looked at before.
static inline int has_room(const struct connection *c, int from)
{
    unsigned memory[9] = { 0, 100000 };
    EXPECT(*c->kind != 'u' || getsockopt(c->ends[1 - from], SOL_SOCKET, 55 /* SO_MEMINFO */, memory, &(socklen_t){ sizeof memory }) == 0);
    return memory[0] + 4096 < memory[1];
}

static inline void fill_up(struct connection *c, int from, long most)
{
    fill(connection_bytes, 1000, 3), memcpy(connection_bytes + 1000, connection_bytes, 1000);
    EXPECT(fcntl(c->ends[from], F_SETFL, O_NONBLOCK | (fcntl(c->ends[from], F_GETFL) & O_DIRECT)) == 0);
    for (long count; c->sent[from] < most && has_room(c, from) && (count = write(c->ends[from], connection_bytes + c->sent[from] % 1000, 500)) > 0;)
        c->sent[from] += count;
    EXPECT(fcntl(c->ends[from], F_SETFL, fcntl(c->ends[from], F_GETFL) & O_DIRECT) == 0);
}

// Whether messages have no borders.
static inline int is_stream(const char *kind)
{
    return kind[1] == 't' || *kind == 't' || *kind == 'f' || strcmp(kind, "pipe") == 0;
}

// Behind the last byte comes the end, or nothing yet, or (-1) either. Or (-2) the closer had not read all itself: that is told once, before messages; TCP then drops what was still to be sent.
static inline void receive(const struct connection *c, int to, int ends_here)
{
    static char got[70000];
    long position = 0, count;
    while (position < c->sent[1 - to]) {
        count = read(c->ends[to], got, is_stream(c->kind) && c->sent[1 - to] - position < 70000 ? (size_t)(c->sent[1 - to] - position) : sizeof got);
        if (ends_here == -2 && *c->kind == 't' && count <= 0)
            return;
        if (ends_here == -2 && *c->kind == 's' && count < 0 && errno == ECONNRESET)
            continue;
        EXPECT(count > 0);
        for (long i = 0; i < count; i++)
            if (got[i] != connection_bytes[(position + i) % 1000])
                fail("%s/%s/%s: byte %ld is wrong", c->kind, c->fill, c->state, position + i);
        EXPECT(is_stream(c->kind) || count == 500);
        position += count;
    }
    EXPECT(fcntl(c->ends[to], F_SETFL, ends_here == 1 ? 0 : O_NONBLOCK) == 0);
    if (ends_here >= 0 && (count = read(c->ends[to], got, 1)) != (ends_here ? 0 : -1))
        fail("%s/%s/%s: %ld behind the end at %ld", c->kind, c->fill, c->state, count, position);
}
