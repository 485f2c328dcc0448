// A filter is attached to a datagram socket and locked: it goes on letting through what begins with an a, and nothing else.
#include "victim.h"
#include <linux/filter.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    (void)argc;
    struct sock_filter begins[] = { BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 'a', 0, 1), BPF_STMT(BPF_RET | BPF_K, 100), BPF_STMT(BPF_RET | BPF_K, 0) };
    struct sock_fprog program = { 4, begins };
    int ends[2], on = 1;
    char got[10];
    EXPECT(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0 && setsockopt(ends[1], SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0);
    EXPECT(setsockopt(ends[1], SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof on) == 0 && send(ends[0], "about", 5, 0) == 5);
    await_question(argv);
    send(ends[0], "but", 3, MSG_DONTWAIT); // whoever does not get it may be told so
    EXPECT(send(ends[0], "again", 5, 0) == 5);
    EXPECT(recv(ends[1], got, 10, MSG_DONTWAIT) == 5 && memcmp(got, "about", 5) == 0 && recv(ends[1], got, 10, MSG_DONTWAIT) == 5 && memcmp(got, "again", 5) == 0);
    EXPECT(recv(ends[1], got, 10, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    EXPECT(setsockopt(ends[1], SOL_SOCKET, SO_DETACH_FILTER, &on, sizeof on) == -1 && errno == EPERM);
    return pass();
}
