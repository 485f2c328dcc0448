using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Splitting;

/// <summary>
/// One host's share of what was on a node. What connected its processes with those of the other shares becomes a connection between hosts, as if they had been on two nodes. Every host that
/// restores a share comes to the same result, from the records of all. Pure.
/// </summary>
public sealed class NodeSplit
{
    private NodeSplit(IReadOnlyDictionary<int, ProcessFileRecord> processes, IReadOnlySet<ulong> elsewhere) => (Processes, Elsewhere) = (processes, elsewhere);

    /// <summary>Those of the share, by pid.</summary>
    public IReadOnlyDictionary<int, ProcessFileRecord> Processes { get; }

    /// <summary>The sockets of the node that other hosts restore, by their open files.</summary>
    public IReadOnlySet<ulong> Elsewhere { get; }

    /// <param name="share">Which.</param>
    /// <param name="processes">All that were on the node.</param>
    /// <exception cref="ObstaclesException">They cannot be spread over so many hosts.</exception>
    public static NodeSplit Of(NodeShare share, IReadOnlyList<ProcessFileRecord> processes)
    {
        var shares = ProcessGroups.Of(processes).Spread(share.Node, share.Count);
        var pids = shares[share.Index];
        var sockets = processes.SelectMany(record => record.OpenFiles).OfType<InternetSocketRecord>().ToArray();
        var elsewhere = sockets.Select(socket => socket.OpenFileId).Where(id => !pids.Contains(ImageIds.LeaderOf(id))).ToHashSet();
        var listening = sockets.Where(socket => socket is { State: SocketState.Listening, Protocol: Socket.IPPROTO_TCP })
            .ToLookup(socket => InternetAddress.Parse(socket.LocalAddress).Port);
        var peers = sockets.ToDictionary(socket => socket.OpenFileId);
        var anew = processes.SelectMany(record => record.OpenFiles).Where(ProcessTies.IsSuppliedAnew).ToDictionary(file => file.OpenFileId);
        var supplied = new HashSet<ulong>();
        return new NodeSplit(processes.Where(record => pids.Contains(record.Process.Pid)).ToDictionary(record => record.Process.Pid, Adapt), elsewhere);

        ProcessFileRecord Adapt(ProcessFileRecord record)
        {
            // Streams whose leader another host restores get one here.
            var missing = record.Descriptors.Select(descriptor => descriptor.OpenFileId)
                .Where(id => !pids.Contains(ImageIds.LeaderOf(id)) && anew.ContainsKey(id) && supplied.Add(id)).Select(id => anew[id]);
            return record with { OpenFiles = [.. record.OpenFiles.Select(Between), .. missing] };
        }

        OpenFileRecord Between(OpenFileRecord file) => file is InternetSocketRecord { State: SocketState.Connected, Protocol: Socket.IPPROTO_TCP, PeerNode.Length: 0 } socket
            && elsewhere.Contains(socket.PeerOpenFileId)
                ? socket with { PeerNode = share.Node, Connects = Connects(socket, peers[socket.PeerOpenFileId]) }
                : file;

        // As between nodes (ConnectionPairing): the end waits whose share still listens where it was connected to.
        bool Connects(InternetSocketRecord socket, InternetSocketRecord peer)
            => Listens(socket) == Listens(peer) ? socket.OpenFileId > peer.OpenFileId : Listens(peer);

        bool Listens(InternetSocketRecord socket)
        {
            var local = InternetAddress.Parse(socket.LocalAddress);
            var own = shares.First(each => each.Contains(ImageIds.LeaderOf(socket.OpenFileId)));
            return listening[local.Port].Any(other => own.Contains(ImageIds.LeaderOf(other.OpenFileId)) && other.Family == socket.Family
                && TcpPairing.Reaches(local, InternetAddress.Parse(other.LocalAddress)));
        }
    }
}
