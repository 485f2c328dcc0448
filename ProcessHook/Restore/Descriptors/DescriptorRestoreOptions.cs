using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Restore.Descriptors.Sockets;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>What a restart does differently from what the image says.</summary>
/// <param name="StreamFiles">Files to be opened for the standard streams 0, 1, 2 in place of the restart's own; made if need be, written at their end.</param>
public sealed record DescriptorRestoreOptions(IReadOnlyDictionary<int, string> StreamFiles)
{
    public DescriptorRestoreOptions()
        : this(new Dictionary<int, string>())
    {
    }

    /// <summary>The nodes of the image whose processes come back here; ends of connections on others are connected with the help of those who restore them.</summary>
    public IReadOnlySet<string> Nodes { get; init; } = new HashSet<string>();

    /// <summary>Sockets, with their node, of nodes of whose processes only a share comes back here, and which come back on other hosts.</summary>
    public IReadOnlySet<(string Node, ulong OpenFileId)> Elsewhere { get; init; } = new HashSet<(string, ulong)>();

    /// <summary>Under which the other nodes reach this host.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Whether the husks see the monotonic clocks of the checkpoint: then a timer that was set to a time of those is set to it again.</summary>
    public bool ClocksGoOn { get; init; } = true;

    /// <summary>Whether the other end of this connection comes back on another host.</summary>
    public bool IsElsewhere(InternetSocketRecord socket)
        => socket is { State: SocketState.Connected, Protocol: Linux.Socket.IPPROTO_TCP, PeerNode.Length: > 0 }
            && (!Nodes.Contains(socket.PeerNode) || Elsewhere.Contains((socket.PeerNode, socket.PeerOpenFileId)));

    /// <summary>
    /// What a listening TCP socket is bound to: its own address, or, where this host does not have that and is one of several nodes, this host's, with the same port.
    /// At the old one nobody could reach it any more.
    /// </summary>
    internal byte[] AddressOf(InternetSocketRecord socket)
    {
        if (socket is not { State: SocketState.Listening, Protocol: Linux.Socket.IPPROTO_TCP, LocalAddress.Length: > 0 } || IPAddress.IsLoopback(Address) || TcpRestore.IsOurs(socket))
            return socket.LocalAddress;
        return InternetAddress.OfFamily(new IPEndPoint(Address, InternetAddress.Parse(socket.LocalAddress).Port), socket.Family);
    }

    /// <summary>Standard streams that are the restart's own also where they were files at the checkpoint, which would be opened again where they were.</summary>
    public IReadOnlySet<int> Replaced { get; init; } = new HashSet<int>();

    /// <summary>The files of which nothing but replaced streams is left: they need not be there any more, and nobody changes them.</summary>
    public IReadOnlySet<ulong> FilesNotNeeded(IEnumerable<ProcessFileRecord> parts)
    {
        var all = parts.ToArray();
        var files = Replaceable(all);
        files.IntersectWith(all.SelectMany(part => part.Descriptors).Where(descriptor => Replaced.Contains(descriptor.Number)).Select(descriptor => descriptor.OpenFileId));
        files.ExceptWith(all.SelectMany(part => part.Descriptors).Where(descriptor => !Replaced.Contains(descriptor.Number)).Select(descriptor => descriptor.OpenFileId));
        return files;
    }

    /// <summary>
    /// Open files for which a replaced stream may stand: regular ones, and devices that the first process has as a stream. A shell gives /dev/null to what it starts in the background; such a one
    /// would take what the first one shall read.
    /// </summary>
    internal HashSet<ulong> Replaceable(IReadOnlyCollection<ProcessFileRecord> parts)
    {
        var files = parts.SelectMany(part => part.OpenFiles).OfType<RegularFileRecord>().Select(file => file.OpenFileId).ToHashSet();
        var devices = parts.SelectMany(part => part.OpenFiles).OfType<DeviceRecord>().Where(file => file.Device != 0).Select(file => file.OpenFileId).ToHashSet();
        files.UnionWith(parts.Take(1).SelectMany(part => part.Descriptors).Where(held => Replaced.Contains(held.Number) && devices.Contains(held.OpenFileId)).Select(held => held.OpenFileId));
        return files;
    }
}
