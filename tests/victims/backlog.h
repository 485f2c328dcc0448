// Listening sockets of every kind (0, 1: TCP v4, v6; 2, 3: unix stream, seqpacket), and clients that connect to them, which nobody accepts for now.
#pragma once
#include "connection.h"

enum { kinds = 4 };

static const int families[kinds] = { AF_INET, AF_INET6, AF_UNIX, AF_UNIX }, types[kinds] = { SOCK_STREAM, SOCK_STREAM, SOCK_STREAM, SOCK_SEQPACKET };
static struct sockaddr_storage where[kinds];
static socklen_t lengths[kinds];
static int listeners[kinds];

static inline void hear(int kind, int backlog, char **argv)
{
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct sockaddr_un name;
    socklen_t length = kind == 0 ? sizeof four : kind == 1 ? sizeof six : unix_name(&name, argv, kind == 3, kind);
    listeners[kind] = socket(families[kind], types[kind], 0), lengths[kind] = sizeof where[kind];
    EXPECT(bind(listeners[kind], kind == 0 ? (void *)&four : kind == 1 ? (void *)&six : (void *)&name, length) == 0 && listen(listeners[kind], backlog) == 0);
    EXPECT(getsockname(listeners[kind], (void *)&where[kind], &lengths[kind]) == 0);
}

static inline int join(int kind)
{
    int end = socket(families[kind], types[kind], 0);
    EXPECT(end >= 0 && connect(end, (void *)&where[kind], lengths[kind]) == 0 && setsockopt(end, SOL_SOCKET, SO_KEEPALIVE, &(int){ 1 }, sizeof(int)) == 0);
    return end;
}

static inline int is_joined(int end)
{
    int option = 0;
    return getsockopt(end, SOL_SOCKET, SO_KEEPALIVE, &option, &(socklen_t){ sizeof option }) == 0 && option == 1;
}

static inline int try_to_connect(int end, int kind)
{
    EXPECT(fcntl(end, F_SETFL, O_NONBLOCK) == 0);
    return connect(end, (void *)&where[kind], lengths[kind]) == 0 ? 0 : errno;
}
