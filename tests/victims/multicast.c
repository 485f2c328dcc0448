// Multicast groups that UDP sockets are in, over v4 and v6, one of them without a sender that is not heard; a datagram waits there. A third socket is in none.
#include "victim.h"
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

enum { four, six, none, count };
static const char *const groups[count] = { "239.7.7.7", "ff15::7:7", "239.7.7.8" };
static int sockets[count];
static struct sockaddr_storage names[count]; // where datagrams for a socket's group go

static socklen_t address(int i, const char *host, struct sockaddr_storage *at)
{
    struct sockaddr_in *v4 = (void *)at;
    struct sockaddr_in6 *v6 = (void *)at;
    at->ss_family = i == six ? AF_INET6 : AF_INET;
    EXPECT(inet_pton(at->ss_family, host, i == six ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr) == 1);
    return i == six ? sizeof *v6 : sizeof *v4;
}

static int set(int i, int name, const char *sender) // with the interface, the group, and perhaps a sender
{
    struct group_source_req request = { .gsr_interface = if_nametoindex("lo") };
    address(i, groups[i], &request.gsr_group);
    if (sender != NULL)
        address(i, sender, &request.gsr_source);
    return setsockopt(sockets[i], i == six ? IPPROTO_IPV6 : IPPROTO_IP, name, &request, sender == NULL ? sizeof(struct group_req) : sizeof request) == 0 ? 0 : errno;
}

static void deliver(void) // only v4: the loopback interface has no route for groups of v6
{
    struct ip_mreqn network = { .imr_ifindex = (int)if_nametoindex("lo") };
    int sender = socket(AF_INET, SOCK_DGRAM, 0);
    EXPECT(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &network, sizeof network) == 0);
    EXPECT(sendto(sender, "all", 3, 0, (void *)&names[four], sizeof(struct sockaddr_in)) == 3 && close(sender) == 0);
}

int main(int argc, char **argv)
{
    for (int i = 0; argc > 1 && i < count; i++) {
        socklen_t length = address(i, i == six ? "::" : "0.0.0.0", &names[i]);
        EXPECT((sockets[i] = socket(names[i].ss_family, SOCK_DGRAM, 0)) >= 0 && bind(sockets[i], (void *)&names[i], length) == 0 && getsockname(sockets[i], (void *)&names[i], &length) == 0);
        address(i, groups[i], &names[i]);
        if (i != none)
            EXPECT(set(i, MCAST_JOIN_GROUP, NULL) == 0);
    }
    EXPECT(set(four, MCAST_BLOCK_SOURCE, "192.0.2.1") == 0), deliver();
    await_question(argv);

    EXPECT(recv(sockets[four], &(char[4]){ 0 }, 4, 0) == 3 && recv(sockets[four], &(char[4]){ 0 }, 4, MSG_DONTWAIT) == -1);
    deliver(), EXPECT(recv(sockets[four], &(char[4]){ 0 }, 4, 0) == 3 && set(four, MCAST_JOIN_GROUP, NULL) == EADDRINUSE && set(six, MCAST_JOIN_GROUP, NULL) == EADDRINUSE);
    EXPECT(set(four, MCAST_BLOCK_SOURCE, "192.0.2.1") == EADDRNOTAVAIL && set(none, MCAST_JOIN_GROUP, NULL) == 0);
    return pass();
}
