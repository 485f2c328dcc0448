// Credentials of unix sockets (unix(7)), between a parent and its child: what waits in a queue tells which of both sent it (SO_PASSCRED), in streams, packets and datagrams, also with
// a descriptor; and who has connected, who listens, and who made a pair (SO_PEERCRED).
#include "children.h"
#include <sys/socket.h>
#include <sys/un.h>

static int types[3] = { SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM }, pairs[3][2], listener, connection, child;

static void send_from(int fd, const char *text, int descriptor)
{
    _Alignas(8) char control[CMSG_SPACE(sizeof(int))] = { 0 };
    struct msghdr header = { .msg_iov = &(struct iovec){ (void *)text, strlen(text) }, .msg_iovlen = 1, .msg_control = control, .msg_controllen = descriptor < 0 ? 0 : sizeof control };
    *(struct cmsghdr *)(void *)control = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int)) };
    memcpy(CMSG_DATA((struct cmsghdr *)(void *)control), &descriptor, sizeof descriptor);
    EXPECT(sendmsg(fd, &header, 0) == (ssize_t)strlen(text));
}

static void expect_from(int fd, const char *text, int pid)
{
    _Alignas(8) char control[200], bytes[100];
    struct msghdr header = { .msg_iov = &(struct iovec){ bytes, sizeof bytes }, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    EXPECT(recvmsg(fd, &header, MSG_DONTWAIT) == (ssize_t)strlen(text) && memcmp(bytes, text, strlen(text)) == 0);
    struct ucred sender = { 0 };
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&header); part != NULL; part = CMSG_NXTHDR(&header, part))
        if (part->cmsg_type == SCM_CREDENTIALS)
            memcpy(&sender, CMSG_DATA(part), sizeof sender);
    EXPECT(sender.pid == pid && sender.uid == getuid() && sender.gid == getgid());
}

static void expect_peer(int fd, int pid)
{
    struct ucred peer = { 0 };
    EXPECT(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &(socklen_t){ sizeof peer }) == 0 && peer.pid == pid && peer.uid == getuid() && peer.gid == getgid());
}

int main(int argc, char **argv)
{
    (void)argc;
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    strcpy(name.sun_path, beside(argv, "listener"));
    EXPECT((listener = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0 && bind(listener, (void *)&name, sizeof name) == 0 && listen(listener, 1) == 0);
    for (int i = 0; i < 3; i++)
        EXPECT(socketpair(AF_UNIX, types[i], 0, pairs[i]) == 0 && setsockopt(pairs[i][1], SOL_SOCKET, SO_PASSCRED, &(int){ 1 }, sizeof(int)) == 0), send_from(pairs[i][0], "parent", -1);
    int pid = getpid(), status = -1;
    if ((child = child_process()) == 0) {
        for (int i = 0; i < 3; i++)
            send_from(pairs[i][0], "child", i == 1 ? 1 : -1);
        EXPECT((connection = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0 && connect(connection, (void *)&name, sizeof name) == 0 && send(connection, "?", 1, 0) == 1);
        EXPECT(recv(connection, &(char){ 0 }, 1, 0) == 1);
        return expect_peer(connection, pid), 0;
    }
    EXPECT((connection = accept(listener, NULL, NULL)) >= 0 && recv(connection, &(char){ 0 }, 1, 0) == 1);
    await_question(argv);

    for (int i = 0; i < 3; i++)
        expect_from(pairs[i][1], "parent", pid), expect_from(pairs[i][1], "child", child), expect_peer(pairs[i][0], pid), expect_peer(pairs[i][1], pid);
    expect_peer(connection, child);
    EXPECT(send(connection, "!", 1, 0) == 1 && waitpid(child, &status, 0) == child && status == 0);
    return pass();
}
