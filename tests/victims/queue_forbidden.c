// A POSIX message queue with a message, open for reading and writing, that its own user may not open any more.
#include "victim.h"
#include <fcntl.h>
#include <mqueue.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    (void)argc;
    char name[50], bytes[16];
    struct mq_attr attributes = { .mq_maxmsg = 4, .mq_msgsize = sizeof bytes };
    snprintf(name, sizeof name, "/entracte-forbidden-%d", getpid());
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
    EXPECT(queue >= 0 && mq_unlink(name) == 0);
    EXPECT(mq_send(queue, "kept", 5, 3) == 0 && fchmod(queue, 0) == 0);
    await_question(argv);
    unsigned priority;
    EXPECT(mq_receive(queue, bytes, sizeof bytes, &priority) == 5 && priority == 3 && strcmp(bytes, "kept") == 0);
    return pass();
}
