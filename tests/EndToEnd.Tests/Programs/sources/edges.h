// Every kind of pipe and of stream or message socket between two processes. The first end sends to the second; sockets also the other way.
#pragma once
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum kind { PIPE, PACKETS, FIFO, STREAM_PAIR, DATAGRAM_PAIR, SEQUENCE_PAIR, NAMED_STREAM, TCP4, TCP6, UDP4, UDP6, KINDS };

static const char *const kind_names[] = { "pipe", "packet pipe", "FIFO", "stream pair", "datagram pair", "sequence pair", "named stream", "TCP", "TCP over IPv6", "UDP", "UDP over IPv6" };

static inline int is_socket(enum kind kind) { return kind >= STREAM_PAIR; }

// Drops what its receiver has no room for, and says nothing.
static inline int is_lossy(enum kind kind) { return kind == UDP4 || kind == UDP6; }

static inline int keeps_boundaries(enum kind kind) { return kind == PACKETS || kind == DATAGRAM_PAIR || kind == SEQUENCE_PAIR || is_lossy(kind); }

static inline int must(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(2);
    }
    return result;
}

// Somebody listens for one connection and goes. What the sender's kernel holds moves to the receiver's at each checkpoint, and the next portion follows it: with megabytes there, as
// TCP allows itself, a hundred checkpoints within seconds would fill any queue (docs/limits.md).
static void connect_pair(int ends[2], int family, struct sockaddr *address, socklen_t length)
{
    int listener = must(socket(family, SOCK_STREAM, 0), "socket");
    must(bind(listener, address, length), "bind");
    must(listen(listener, 1), "listen");
    must(getsockname(listener, address, &length), "getsockname");
    must(connect(ends[0] = must(socket(family, SOCK_STREAM, 0), "socket"), address, length), "connect");
    ends[1] = must(accept(listener, NULL, NULL), "accept");
    for (int end = 0, bytes = 65536; end < 2; end++)
        must(setsockopt(ends[end], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes), "SO_SNDBUF");
    close(listener);
}

static void connect_datagrams(int ends[2], int family, struct sockaddr *loopback, socklen_t length)
{
    struct sockaddr_storage own[2];
    for (int end = 0; end < 2; end++) {
        ends[end] = must(socket(family, SOCK_DGRAM, 0), "socket");
        must(bind(ends[end], loopback, length), "bind");
        must(getsockname(ends[end], (struct sockaddr *)&own[end], &(socklen_t) { sizeof own[end] }), "getsockname");
    }
    for (int end = 0; end < 2; end++)
        must(connect(ends[end], (struct sockaddr *)&own[1 - end], length), "connect");
}

static void make_edge(enum kind kind, int number, int ends[2])
{
    struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct sockaddr_in6 loopback6 = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    char path[32];
    int piped[2];
    snprintf(path, sizeof path, "fifo.%d", number);
    snprintf(name.sun_path, sizeof name.sun_path, "socket.%d", number);
    switch (kind) {
    case PIPE:
    case PACKETS:
        must(pipe2(piped, kind == PACKETS ? O_DIRECT : 0), "pipe2");
        ends[0] = piped[1], ends[1] = piped[0];
        break;
    case FIFO:
        must(mkfifo(path, 0600), "mkfifo");
        ends[1] = must(open(path, O_RDONLY | O_NONBLOCK), path);
        ends[0] = must(open(path, O_WRONLY), path);
        break;
    case STREAM_PAIR: must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair"); break;
    case DATAGRAM_PAIR: must(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), "socketpair"); break;
    case SEQUENCE_PAIR: must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), "socketpair"); break;
    case NAMED_STREAM: connect_pair(ends, AF_UNIX, (struct sockaddr *)&name, sizeof name); break;
    case TCP4: connect_pair(ends, AF_INET, (struct sockaddr *)&loopback, sizeof loopback); break;
    case TCP6: connect_pair(ends, AF_INET6, (struct sockaddr *)&loopback6, sizeof loopback6); break;
    case UDP4: connect_datagrams(ends, AF_INET, (struct sockaddr *)&loopback, sizeof loopback); break;
    default: connect_datagrams(ends, AF_INET6, (struct sockaddr *)&loopback6, sizeof loopback6); break;
    }
    for (int end = 0; end < 2; end++)
        must(fcntl(ends[end], F_SETFL, fcntl(ends[end], F_GETFL) | O_NONBLOCK), "fcntl");
}
