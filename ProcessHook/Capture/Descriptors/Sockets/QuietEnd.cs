using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Lets connections between members end without a farewell when their processes are killed next (socket(7), SO_LINGER of zero), so that no address stays
/// blocked in TIME_WAIT and a restart can have them all at once; also connections whose other ends nobody holds any more: who closed first is who would
/// wait. Peers outside of the computation still see an orderly end.
/// </summary>
internal static class QuietEnd
{
    /// <summary>For processes that stand still and of which nothing else is known.</summary>
    public static void Prepare(IReadOnlyList<DescriptorSource> members)
    {
        var held = members.SelectMany(DescriptorTable.Read).Where(descriptor => descriptor.Link.StartsWith("socket:", StringComparison.Ordinal)).ToList();
        var files = DescriptorCapture.Open(members, held, new ImageIds());
        try
        {
            Prepare(files, [.. TcpConnections.FindMates(files).Keys]);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <param name="files">Open files.</param>
    /// <param name="withMates">Those of them whose connections lead to members.</param>
    public static void Prepare(IEnumerable<OpenFile> files, HashSet<ulong> withMates)
    {
        var closed = new Lazy<ClosedEnds>(static () => new ClosedEnds(TcpTable.Read()));
        foreach (var file in files.Where(file => withMates.Contains(file.Id) || IsAbandoned(file)))
            Socket.TrySetOption(file.Handle, Socket.SOL_SOCKET, Socket.SO_LINGER, [1, 0, 0, 0, 0, 0, 0, 0]);

        bool IsAbandoned(OpenFile file)
            => TcpConnections.IsTcp(file) && TcpConnections.Information(file)[0] == TcpConnections.TCP_CLOSE_WAIT
                && closed.Value.ContainPeerOf(Socket.LocalAddress(file.Handle), Socket.PeerAddress(file.Handle));
    }
}
