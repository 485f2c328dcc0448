// Unix sockets of several users, where root runs this (a plain user has one): whose connection it is that came through a socket which only its owner may connect to, whose one is that nobody has
// accepted yet, and whose message it is that waits, from somebody who has ended.
#include "children.h"
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static unsigned other; // user and group
static struct sockaddr_un name = { .sun_family = AF_UNIX };

static int child_of_other(void)
{
    int child = child_process();
    EXPECT(child > 0 || (setresgid(other, other, other) == 0 && setresuid(other, other, other) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0));
    return child;
}

static void expect_peer(int fd)
{
    struct ucred peer = { 0 };
    EXPECT(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &(socklen_t){ sizeof peer }) == 0 && peer.uid == other && peer.gid == other);
}

int main(int argc, char **argv)
{
    (void)argc;
    other = getuid() == 0 ? 65534 : getuid();
    char folder[] = "/tmp/credentials-XXXXXX", byte;
    int listener = socket(AF_UNIX, SOCK_STREAM, 0), pair[2], accepted, ended;
    EXPECT(mkdtemp(folder) != NULL && chmod(folder, 0755) == 0);
    snprintf(name.sun_path, sizeof name.sun_path, "%s/socket", folder);
    EXPECT(bind(listener, (void *)&name, sizeof name) == 0 && chown(name.sun_path, other, getuid() == 0 ? other : getgid()) == 0 && chmod(name.sun_path, 0755) == 0 && listen(listener, 4) == 0);
    EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0 && setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &(int){ 1 }, sizeof(int)) == 0);
    if (child_of_other() == 0)
        _exit(send(pair[0], "x", 1, 0) == 1 ? 0 : 1);
    EXPECT(wait(&ended) > 0 && ended == 0);
    for (int i = 0; i < 2; i++)
        if (child_of_other() == 0) {
            int client = socket(AF_UNIX, SOCK_STREAM, 0);
            EXPECT(connect(client, (void *)&name, sizeof name) == 0 && (i == 1 || send(client, "x", 1, 0) == 1) && write(pair[0], "!", 1) == 1 && recv(client, &byte, 1, 0) == 0);
            _exit(0);
        } else if (i == 0)
            EXPECT((accepted = accept(listener, NULL, NULL)) >= 0 && recv(accepted, &byte, 1, 0) == 1);
    pause_milliseconds(100);
    await_question(argv);

    struct stat status;
    _Alignas(8) char control[100];
    struct msghdr header = { .msg_iov = &(struct iovec){ &byte, 1 }, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    EXPECT(stat(name.sun_path, &status) == 0 && status.st_uid == other && (status.st_mode & 07777) == 0755);
    EXPECT(recvmsg(pair[1], &header, 0) == 1 && ((struct ucred *)(void *)CMSG_DATA(CMSG_FIRSTHDR(&header)))->uid == other);
    expect_peer(accepted), expect_peer(accept(listener, NULL, NULL));
    EXPECT(unlink(name.sun_path) == 0 && rmdir(folder) == 0);
    return pass();
}
