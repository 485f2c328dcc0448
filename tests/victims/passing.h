// Descriptors as messages (SCM_RIGHTS of unix(7)): sent, whereupon the sender has them no more, or received.
#pragma once
#include "victim.h"
#include <sys/socket.h>

static inline void carry(int is_sent, int socket, const char *text, int *descriptors, int count)
{
    _Alignas(8) char control[CMSG_SPACE(8 * sizeof(int))] = { 0 }, bytes[10];
    struct msghdr header = { .msg_iov = &(struct iovec){ is_sent ? (void *)text : (void *)bytes, strlen(text) }, .msg_iovlen = 1, .msg_control = control };
    struct cmsghdr *message = (void *)control;
    size_t length = (size_t)count * sizeof(int);
    header.msg_controllen = CMSG_SPACE(length);
    *message = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(length) };
    memcpy(CMSG_DATA(message), descriptors, length);
    EXPECT((is_sent ? sendmsg(socket, &header, 0) : recvmsg(socket, &header, 0)) == (ssize_t)strlen(text) && (is_sent || memcmp(bytes, text, strlen(text)) == 0));
    EXPECT(message->cmsg_len == CMSG_LEN(length) && message->cmsg_type == SCM_RIGHTS);
    memcpy(descriptors, CMSG_DATA(message), length);
    for (int i = 0; i < count && is_sent; i++)
        EXPECT(close(descriptors[i]) == 0);
}
