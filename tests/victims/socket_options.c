// Options of sockets without a peer, of each kind one: what the kernel has been told is what it says again. An option that it does not know, or that this user may not
// set, is left out.
#include "victim.h"
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/socket.h>

enum { tcp4, udp4, tcp6, udp6, local, kinds };
static const struct { int kind, level, name, value; } options[] = {
    { udp4, SOL_UDP, UDP_SEGMENT, 1000 }, { udp4, SOL_UDP, UDP_GRO, 1 }, { udp6, SOL_UDP, 101 /* UDP_NO_CHECK6_TX */, 1 }, { udp6, SOL_UDP, 102 /* UDP_NO_CHECK6_RX */, 1 },
    { udp4, IPPROTO_IP, IP_RECVOPTS, 1 }, { udp4, IPPROTO_IP, IP_RETOPTS, 1 }, { udp4, IPPROTO_IP, IP_PASSSEC, 1 }, { udp4, IPPROTO_IP, IP_RECVORIGDSTADDR, 1 },
    { udp4, IPPROTO_IP, IP_MINTTL, 3 }, { udp4, IPPROTO_IP, IP_CHECKSUM, 1 }, { udp4, IPPROTO_IP, IP_RECVFRAGSIZE, 1 }, { udp4, IPPROTO_IP, 26 /* IP_RECVERR_RFC4884 */, 1 },
    { udp4, IPPROTO_IP, IP_MULTICAST_ALL, 0 }, { tcp4, IPPROTO_IP, IP_MINTTL, 3 }, { tcp4, IPPROTO_IP, 51 /* IP_LOCAL_PORT_RANGE */, 40000 << 16 | 30000 },
    { udp4, SOL_SOCKET, SO_RXQ_OVFL, 1 }, { udp4, SOL_SOCKET, SO_TIMESTAMPING, SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE },
    { udp4, SOL_SOCKET, SO_MAX_PACING_RATE, 100000 }, { tcp4, SOL_SOCKET, SO_ZEROCOPY, 1 }, { tcp4, SOL_SOCKET, SO_MAX_PACING_RATE, 1000000 },
    { local, SOL_SOCKET, 83 /* SO_PASSRIGHTS */, 0 }, { tcp4, IPPROTO_TCP, TCP_SAVE_SYN, 1 }, { tcp6, IPPROTO_TCP, TCP_INQ, 1 }, { tcp6, IPPROTO_TCP, TCP_KEEPIDLE, 77 },
    { tcp6, IPPROTO_IPV6, 73 /* IPV6_MINHOPCOUNT */, 3 }, { udp6, IPPROTO_IPV6, 29 /* IPV6_MULTICAST_ALL */, 0 }, { udp6, IPPROTO_IPV6, 31 /* IPV6_RECVERR_RFC4884 */, 1 },
    { udp6, IPPROTO_IPV6, 33 /* IPV6_FLOWINFO_SEND */, 1 }, { udp6, IPPROTO_IPV6, IPV6_RECVHOPOPTS, 1 }, { udp6, IPPROTO_IPV6, IPV6_RECVRTHDR, 1 }, { udp6, IPPROTO_IPV6, IPV6_RECVDSTOPTS, 1 },
    { udp6, IPPROTO_IPV6, IPV6_RECVPATHMTU, 1 }, { udp6, IPPROTO_IPV6, IPV6_DONTFRAG, 1 }, { udp6, IPPROTO_IPV6, IPV6_AUTOFLOWLABEL, 0 }, { udp6, IPPROTO_IPV6, IPV6_ADDR_PREFERENCES, 1 },
    { udp6, IPPROTO_IPV6, IPV6_RECVORIGDSTADDR, 1 }, { udp6, IPPROTO_IPV6, 77 /* IPV6_RECVFRAGSIZE */, 1 },
};
enum { count = sizeof options / sizeof options[0] };
static int sockets[kinds];

static int get(int i)
{
    int value = -1;
    socklen_t length = sizeof value;
    return getsockopt(sockets[options[i].kind], options[i].level, options[i].name, &value, &length) == 0 ? value : -1;
}

int main(int argc, char **argv)
{
    (void)argc;
    int set[count], known = 0;
    for (int kind = 0; kind < kinds; kind++)
        EXPECT((sockets[kind] = socket((int[kinds]){ AF_INET, AF_INET, AF_INET6, AF_INET6, AF_UNIX }[kind], kind == udp4 || kind == udp6 ? SOCK_DGRAM : SOCK_STREAM, 0)) >= 0);
    for (int i = 0; i < count; i++)
        known += setsockopt(sockets[options[i].kind], options[i].level, options[i].name, &options[i].value, sizeof(int)) == 0;
    for (int i = 0; i < count; i++)
        set[i] = get(i);
    EXPECT(known > count / 2);
    await_question(argv);
    for (int i = 0; i < count; i++)
        if (get(i) != set[i])
            fail("option %d/%d is %d, not %d", options[i].level, options[i].name, get(i), set[i]);
    return pass();
}
