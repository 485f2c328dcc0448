// An epoll instance that a child has inherited: what was registered before is open in both, closed in one of them, or in the other; and under a number that
// means something else by now, here and there. Either process waits for it, and takes registrations back.
#include "children.h"
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { both, parents, childs, moved, count, again = count };

static int poll_instance, watched[count][2], renewed[2], turns[2][2];

static void add(int fd, unsigned data, unsigned events)
{
    EXPECT(epoll_ctl(poll_instance, EPOLL_CTL_ADD, fd, &(struct epoll_event){ .events = EPOLLIN | events, .data.u64 = data }) == 0);
}

static void expect_ready(unsigned data) // and nothing else
{
    struct epoll_event events[8];
    EXPECT(epoll_wait(poll_instance, events, 8, 10000) == 1 && events[0].data.u64 == data && epoll_wait(poll_instance, events, 8, 0) == (data == moved ? 0 : 1));
}

static void give_turn(int to) { EXPECT(write(turns[to][1], "!", 1) == 1); }
static void await_turn(int mine) { EXPECT(read(turns[mine][0], &(char){ 0 }, 1) == 1); }

static void child_main(void)
{
    EXPECT(close(watched[parents][0]) == 0);
    give_turn(0), await_turn(1);
    expect_ready(childs);
    EXPECT(read(watched[childs][0], &(char){ 0 }, 1) == 1 && epoll_ctl(poll_instance, EPOLL_CTL_DEL, watched[childs][0], NULL) == 0);
    give_turn(0), await_turn(1);
    expect_ready(moved);
    EXPECT(read(watched[moved][0], &(char){ 0 }, 1) == 1 && epoll_ctl(poll_instance, EPOLL_CTL_DEL, watched[moved][0], NULL) == 0);
    _exit(0);
}

int main(int argc, char **argv)
{
    int child, ended;
    EXPECT(argc > 1 && (poll_instance = epoll_create1(0)) >= 0 && pipe(turns[0]) == 0 && pipe(turns[1]) == 0 && pipe(renewed) == 0);
    for (int i = 0; i < count; i++)
        EXPECT((i == childs ? socketpair(AF_UNIX, SOCK_STREAM, 0, watched[i]) : pipe(watched[i])) == 0), add(watched[i][0], (unsigned)i, i == moved ? EPOLLET : 0);
    if ((child = child_process()) == 0)
        child_main();
    EXPECT(close(watched[childs][0]) == 0 && dup2(renewed[0], watched[moved][0]) == watched[moved][0]), add(watched[moved][0], again, 0), await_turn(0);
    await_question(argv);

    EXPECT(write(watched[childs][1], "1", 1) == 1), expect_ready(childs), give_turn(1), await_turn(0);
    for (int i = both; i <= parents; i++)
        EXPECT(write(watched[i][1], "1", 1) == 1), expect_ready((unsigned)i), EXPECT(read(watched[i][0], &(char){ 0 }, 1) == 1);
    EXPECT(write(renewed[1], "1", 1) == 1), expect_ready(again), EXPECT(read(renewed[0], &(char){ 0 }, 1) == 1);
    EXPECT(write(watched[moved][1], "1", 1) == 1), give_turn(1);
    EXPECT(waitpid(child, &ended, 0) == child && ended == 0 && epoll_ctl(poll_instance, EPOLL_CTL_DEL, watched[moved][0], NULL) == 0);
    EXPECT(write(renewed[1], "1", 1) == 1 && epoll_wait(poll_instance, &(struct epoll_event){ 0 }, 1, 0) == 0);
    return pass();
}
