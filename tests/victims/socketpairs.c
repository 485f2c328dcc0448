// Socket pairs within the process: bytes and messages in both directions, a half-closed one, one whose peer is gone, options,
// and a descriptor on its way from one end to the other.
#include "victim.h"
#include <fcntl.h>
#include <sys/socket.h>

static int stream[2], messages[2], packets[2], half[2], lonely[2], passing[2];
static char bytes[100];

static void pass_descriptor(int fd, char *control, struct msghdr *header)
{
    *header = (struct msghdr){ .msg_iov = &(struct iovec){ "d", 1 }, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(sizeof fd) };
    struct cmsghdr *message = CMSG_FIRSTHDR(header);
    *message = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd) };
    memcpy(CMSG_DATA(message), &fd, sizeof fd);
    EXPECT(sendmsg(passing[0], header, 0) == 1);
}

int main(int argc, char **argv)
{
    (void)argc;
    struct msghdr header;
    _Alignas(8) char control[CMSG_SPACE(sizeof(int))] = { 0 };
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, stream) == 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, messages) == 0);
    EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, packets) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, half) == 0);
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, lonely) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, passing) == 0);
    EXPECT(send(stream[0], "there", 5, 0) == 5 && send(stream[1], "back", 4, 0) == 4);
    EXPECT(send(messages[0], "one", 3, 0) == 3 && send(messages[0], "two", 3, 0) == 3);
    EXPECT(send(packets[1], "packet", 6, 0) == 6 && send(half[0], "end", 3, 0) == 3 && shutdown(half[0], SHUT_WR) == 0);
    EXPECT(send(lonely[0], "will", 4, 0) == 4 && close(lonely[0]) == 0);
    EXPECT(setsockopt(stream[0], SOL_SOCKET, SO_PASSCRED, &(int){ 1 }, sizeof(int)) == 0);
    int file = open(beside(argv, "passed"), O_RDWR | O_CREAT, 0600), got = -1, option = 0;
    EXPECT(write(file, "content", 7) == 7);
    pass_descriptor(file, control, &header);
    await_question(argv);

    EXPECT(recv(stream[1], bytes, 100, 0) == 5 && memcmp(bytes, "there", 5) == 0 && recv(stream[0], bytes, 100, 0) == 4);
    EXPECT(recv(messages[1], bytes, 100, 0) == 3 && recv(messages[1], bytes, 100, 0) == 3);
    EXPECT(recv(packets[0], bytes, 100, 0) == 6 && recv(packets[0], bytes, 100, 0) == -1 && errno == EAGAIN);
    EXPECT(recv(half[1], bytes, 100, 0) == 3 && recv(half[1], bytes, 100, 0) == 0 && send(half[1], "x", 1, 0) == 1 && recv(half[0], bytes, 9, 0) == 1);
    EXPECT(recv(lonely[1], bytes, 100, 0) == 4 && recv(lonely[1], bytes, 100, 0) == 0 && send(lonely[1], "x", 1, MSG_NOSIGNAL) == -1);
    EXPECT(getsockopt(stream[0], SOL_SOCKET, SO_PASSCRED, &option, &(socklen_t){ sizeof option }) == 0 && option == 1);
    header.msg_iov = &(struct iovec){ bytes, 100 }, header.msg_controllen = sizeof control;
    EXPECT(recvmsg(passing[1], &header, 0) == 1 && CMSG_FIRSTHDR(&header) != NULL);
    memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&header)), sizeof got);
    EXPECT(lseek(got, 0, SEEK_CUR) == 7 && lseek(file, 3, SEEK_SET) == 3 && lseek(got, 0, SEEK_CUR) == 3);
    return pass();
}
