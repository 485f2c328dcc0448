// epoll over sockets: two of them are registered under one number, because the first was moved to another after that; and one is known by its registration's
// number no more, but is by another.
#include "victim.h"
#include <sys/epoll.h>
#include <sys/socket.h>

static int poll_instance;

static void add(int fd, unsigned long data)
{
    EXPECT(epoll_ctl(poll_instance, EPOLL_CTL_ADD, fd, &(struct epoll_event){ .events = EPOLLIN, .data.u64 = data }) == 0);
}

static void expect_ready(unsigned long data)
{
    struct epoll_event events[4];
    char byte;
    EXPECT(epoll_wait(poll_instance, events, 4, 1000) == 1 && events[0].data.u64 == data);
    EXPECT(recv((int)data, &byte, 1, 0) == 1);
}

int main(int argc, char **argv)
{
    (void)argc;
    enum { moved = 30, alone = 40 };
    int first[2], second[2], third[2];
    poll_instance = epoll_create1(0);
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, first) == 0);
    add(first[0], moved);
    EXPECT(dup2(first[0], moved) == moved && close(first[0]) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, second) == 0 && second[0] == first[0]);
    add(second[0], (unsigned long)second[0]);
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, third) == 0);
    add(third[0], alone);
    EXPECT(dup2(third[0], alone) == alone && close(third[0]) == 0);
    await_question(argv);

    for (int turn = 0; turn < 2; turn++) {
        EXPECT(send(first[1], "1", 1, 0) == 1);
        expect_ready(moved);
        EXPECT(send(second[1], "2", 1, 0) == 1);
        expect_ready((unsigned long)second[0]);
        EXPECT(send(third[1], "3", 1, 0) == 1);
        expect_ready(alone);
    }
    EXPECT(epoll_ctl(poll_instance, EPOLL_CTL_DEL, second[0], NULL) == 0 && send(second[1], "2", 1, 0) == 1);
    EXPECT(epoll_wait(poll_instance, &(struct epoll_event){ 0 }, 1, 0) == 0);
    return pass();
}
