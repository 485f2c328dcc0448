// Descriptors that are on their way and that nobody else has: the reading end of a pipe, a TCP socket and a unix socket, in one message, with bytes in all of them,
// over a stream, datagrams and packets; a unix socket's bytes have one with them again. Once sent by this process to itself, and once by a child, which lives on.
#include "children.h"
#include "connection.h"
#include "passing.h"

enum { links = 3, passed = 3 };
struct link { int channel[2], local[passed], back; };

static const int types[links] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };
static struct link own[links], with_child[links];

static void give(struct link *link)
{
    int ends[passed][2], far[passed], back[2];
    EXPECT(pipe(back) == 0 && (link->back = back[0]) >= 0);
    for (int i = 0; i < passed; i++)
        make_connection((const char *[]){ "pipe", "tcp4", "stream" }[i], ends[i], NULL), link->local[i] = ends[i][0], far[i] = ends[i][1];
    EXPECT(write(link->local[0], "in", 2) == 2 && write(link->local[1], "in", 2) == 2), carry(1, link->local[2], "in", &back[1], 1);
    carry(1, link->channel[0], "three", far, passed);
}

static void give_more(struct link *link) { EXPECT(write(link->local[0], "more", 4) == 4 && write(link->local[1], "more", 4) == 4 && write(link->local[2], "more", 4) == 4); }
static void take(struct link *link)
{
    int got[passed], back;
    carry(0, link->channel[1], "three", got, passed), carry(0, got[2], "in", &back, 1);
    for (int i = 0; i < passed; i++)
        EXPECT((i == 2 || read(got[i], &(char[2]){ 0 }, 2) == 2) && read(got[i], &(char[9]){ 0 }, 9) == 4 && (i == 0 || write(got[i], "reply", 5) == 5));
    EXPECT(write(back, "behind", 6) == 6);
}

static void expect_replies(struct link *link) { EXPECT(read(link->local[1], &(char[9]){ 0 }, 9) == 5 && read(link->local[2], &(char[9]){ 0 }, 9) == 5 && read(link->back, &(char[9]){ 0 }, 9) == 6); }

int main(int argc, char **argv)
{
    int turns[2][2], child, ended;
    EXPECT(argc > 1 && pipe(turns[0]) == 0 && pipe(turns[1]) == 0);
    for (int i = 0; i < links; i++)
        EXPECT(socketpair(AF_UNIX, types[i], 0, own[i].channel) == 0 && socketpair(AF_UNIX, types[i], 0, with_child[i].channel) == 0);
    if ((child = child_process()) == 0) {
        for (int i = 0; i < links; i++)
            give(&with_child[i]);
        EXPECT(write(turns[0][1], "!", 1) == 1 && read(turns[1][0], &(char){ 0 }, 1) == 1);
        for (int i = 0; i < links; i++)
            give_more(&with_child[i]), expect_replies(&with_child[i]);
        _exit(0);
    }
    for (int i = 0; i < links; i++)
        give(&own[i]);
    EXPECT(read(turns[0][0], &(char){ 0 }, 1) == 1);
    await_question(argv);

    EXPECT(write(turns[1][1], "!", 1) == 1);
    for (int i = 0; i < links; i++)
        give_more(&own[i]), take(&own[i]), expect_replies(&own[i]), take(&with_child[i]);
    EXPECT(waitpid(child, &ended, 0) == child && ended == 0);
    return pass();
}
