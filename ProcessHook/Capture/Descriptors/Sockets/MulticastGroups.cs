using System.Globalization;
using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// The multicast groups that UDP sockets have joined (ip(7), ipv6(7)). The kernel lists those of each interface, and tells of a socket only whether it is in one of these: by its filter
/// of senders (MCAST_MSFILTER, RFC 3678), which has everybody pass unless the program wanted it otherwise.
/// </summary>
internal sealed class MulticastGroups
{
    /// <summary>With a <c>struct group_req</c>: interface, and at 8 the address in 128 bytes.</summary>
    private const int MCAST_JOIN_GROUP = 42;

    private const int SOL_IP = 0;
    private const int SOL_IPV6 = 41;

    /// <summary>With a <c>struct group_filter</c>: a <c>struct group_req</c>, at 136 whom to let pass, at 140 how many senders are named, at 144 these, of 128 bytes each.</summary>
    private const int MCAST_MSFILTER = 48;
    private const int RequestBytes = 136;
    private const int AddressBytes = 128;
    private const int SendersAt = 144;

    private const int MCAST_EXCLUDE = 0;

    private readonly Lazy<(int Level, byte[] Request)[]> joinable = new(() => [.. OfInterfaces(), .. OfInterfaces6()]);

    /// <summary>The joining of a group, or the filter of its senders; both begin with the number of an interface.</summary>
    public static bool IsAbout(SocketOptionRecord option) => option is { Level: SOL_IP or SOL_IPV6, Name: MCAST_JOIN_GROUP or MCAST_MSFILTER };

    /// <summary>As options that have a new socket join them again.</summary>
    public IEnumerable<SocketOptionRecord> Of(SafeFileHandle socket, int family)
    {
        var filter = new byte[SendersAt];
        foreach (var (level, request) in joinable.Value.Where(group => group.Level == SOL_IP || family == Socket.AF_INET6))
        {
            if (!TryAsk(filter))
                continue;
            yield return new SocketOptionRecord { Level = level, Name = MCAST_JOIN_GROUP, Value = request };
            var senders = MemoryMarshal.Read<int>(filter.AsSpan(RequestBytes + sizeof(int)));
            if (senders == 0 && MemoryMarshal.Read<int>(filter.AsSpan(RequestBytes)) == MCAST_EXCLUDE)
                continue;
            var whole = new byte[SendersAt + senders * AddressBytes];
            if (TryAsk(whole))
                yield return new SocketOptionRecord { Level = level, Name = MCAST_MSFILTER, Value = whole };

            bool TryAsk(byte[] answer)
            {
                request.CopyTo(answer, 0);
                BitConverter.TryWriteBytes(answer.AsSpan(RequestBytes + sizeof(int)), (answer.Length - SendersAt) / AddressBytes);
                return Socket.TryGetOption(socket, level, MCAST_MSFILTER, answer) >= 0;
            }
        }
    }

    /// <summary>/proc/net/igmp: a line for each interface, which begins with its number, and below it indented ones that begin with a group, written as a number of this machine.</summary>
    private static IEnumerable<(int Level, byte[] Request)> OfInterfaces()
    {
        var network = 0;
        foreach (var line in LinesOf("/proc/net/igmp").Skip(1))
        {
            var first = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[0];
            if (line[0] != '\t')
                network = int.Parse(first, CultureInfo.InvariantCulture);
            else
                yield return (SOL_IP, Request(network, Socket.AF_INET, 4, BitConverter.GetBytes(uint.Parse(first, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>/proc/net/igmp6: lines that begin with the number and the name of an interface and a group.</summary>
    private static IEnumerable<(int Level, byte[] Request)> OfInterfaces6()
        => LinesOf("/proc/net/igmp6").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => (SOL_IPV6, Request(int.Parse(words[0], CultureInfo.InvariantCulture), Socket.AF_INET6, 8, Convert.FromHexString(words[2]))));

    private static IEnumerable<string> LinesOf(string path) => File.Exists(path) ? File.ReadLines(path) : [];

    /// <param name="network">The number of the interface.</param>
    /// <param name="family">Of the group.</param>
    /// <param name="place">Where a socket address has the address.</param>
    /// <param name="group">That.</param>
    private static byte[] Request(int network, int family, int place, byte[] group)
    {
        var request = new byte[RequestBytes];
        BitConverter.TryWriteBytes(request, network);
        request[sizeof(ulong)] = (byte)family;
        group.CopyTo(request, sizeof(ulong) + place);
        return request;
    }
}
