// Three sockets that listen at one port (SO_REUSEPORT), among which the kernel spreads who comes: each connection is of the one that has accepted it, and goes on; all three listen.
#include "victim.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

enum { LISTENERS = 3, CLIENTS = 24 };

static struct pollfd listeners[LISTENERS];
static struct sockaddr_in address = { .sin_family = AF_INET };

static int reach(void)
{
    int client = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT(client >= 0 && connect(client, (void *)&address, sizeof address) == 0);
    return client;
}

static int accept_from_any(int *from)
{
    EXPECT(poll(listeners, LISTENERS, 5000) == 1);
    for (*from = 0; listeners[*from].revents == 0; ++*from)
        continue;
    int server = accept(listeners[*from].fd, NULL, NULL);
    EXPECT(server >= 0);
    return server;
}

int main(int argc, char **argv)
{
    (void)argc;
    int clients[CLIENTS], servers[CLIENTS], from, used[LISTENERS] = { 0 };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < LISTENERS; i++) {
        listeners[i] = (struct pollfd){ .fd = socket(AF_INET, SOCK_STREAM, 0), .events = POLLIN };
        EXPECT(setsockopt(listeners[i].fd, SOL_SOCKET, SO_REUSEPORT, &(int){ 1 }, sizeof(int)) == 0);
        EXPECT(bind(listeners[i].fd, (void *)&address, sizeof address) == 0 && listen(listeners[i].fd, 1) == 0);
        EXPECT(getsockname(listeners[i].fd, (void *)&address, &(socklen_t){ sizeof address }) == 0);
    }
    for (int i = 0; i < CLIENTS; i++)
        clients[i] = reach(), servers[i] = accept_from_any(&from);
    await_question(argv);

    for (int i = 0, got = -1; i < CLIENTS; i++) {
        EXPECT(send(clients[i], &i, sizeof i, 0) == sizeof i && recv(servers[i], &got, sizeof got, MSG_DONTWAIT) == sizeof got && got == i);
        EXPECT((fcntl(servers[i], F_GETFL) & O_NONBLOCK) == 0);
    }
    for (int i = 0; i < LISTENERS; i++)
        EXPECT((fcntl(listeners[i].fd, F_GETFL) & O_NONBLOCK) == 0);
    for (int i = 0; i < 200; i++)
        reach(), accept_from_any(&from), used[from]++;
    EXPECT(used[0] > 0 && used[1] > 0 && used[2] > 0);
    return pass();
}
