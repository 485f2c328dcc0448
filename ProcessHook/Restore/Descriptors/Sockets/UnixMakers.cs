using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// Who makes a unix socket, connects it, or listens: the kernel remembers the process and its user for the other side (unix(7), SO_PEERCRED), so it is done by the same one, if he is
/// there. Otherwise it is done by the first who holds it.
/// </summary>
internal sealed class UnixMakers(IReadOnlyList<HuskDescriptors> husks)
{
    private const int Unchanged = -1;

    /// <summary>All unix sockets by their open files, and in which husk each is made.</summary>
    public Dictionary<ulong, (HuskDescriptors Husk, UnixSocketRecord Socket)> Find()
    {
        var held = husks.SelectMany(husk => husk.Member.Record.OpenFiles.OfType<UnixSocketRecord>().Select(socket => (Husk: husk, Socket: socket))).ToDictionary(pair => pair.Socket.OpenFileId);
        var listening = held.Values.Select(each => each.Socket).Where(socket => socket.State == SocketState.Listening).ToArray();
        var byPid = husks.ToDictionary(husk => husk.Member.Pid);
        return held.ToDictionary(pair => pair.Key, pair => (byPid.GetValueOrDefault(MakerOf(pair.Value.Socket)?.Pid ?? 0) ?? pair.Value.Husk, pair.Value.Socket));

        UnixCredentialsRecord? MakerOf(UnixSocketRecord socket) => socket.State switch
        {
            SocketState.Listening or SocketState.PeerGone => socket.PeerCredentials,
            // An accepted end is made where it is accepted.
            SocketState.Connected when !CameThroughAny(socket) && held.GetValueOrDefault(socket.PeerOpenFileId).Socket is { } peer && peer.PeerOpenFileId == socket.OpenFileId
                => CameThroughAny(peer) ? peer.PeerCredentials : OfPair(socket, peer),
            _ => null,
        };

        bool CameThroughAny(UnixSocketRecord socket) => listening.Any(listener => CameThrough(socket, listener));
    }

    /// <summary>Whether an end was accepted by a listening socket that is there again: it bears its name.</summary>
    public static bool CameThrough(UnixSocketRecord end, UnixSocketRecord listener)
        => end.Name.Length > 0 && end.Type != Socket.SOCK_DGRAM && listener is { State: SocketState.Listening, IsPathGone: false } && listener.Type == end.Type
            && listener.Name.AsSpan().SequenceEqual(end.Name);

    /// <summary>
    /// Whose connection two ends are: whoever made the pair, for both the same; or who connected through a name, which the accepted end, whose name that is, tells.
    /// </summary>
    public static UnixCredentialsRecord? OfPair(UnixSocketRecord one, UnixSocketRecord? other)
    {
        if (other is null || one.Name.Length > 0 && other.Name.Length == 0)
            return one.PeerCredentials;
        return other.Name.Length > 0 && one.Name.Length == 0 || other.OpenFileId < one.OpenFileId ? other.PeerCredentials : one.PeerCredentials;
    }

    /// <summary>
    /// Adds a call that is made as this user, but may what the husk may (setfsuid(2)): paths are not its users' yet. A user that cannot be named here is nobody's business, as in <c>/proc</c>.
    /// </summary>
    /// <returns>What <paramref name="add"/> returns.</returns>
    public static int As(UnixCredentialsRecord? maker, SyscallBatch batch, Func<int> add)
    {
        var (user, group) = (Syscall.geteuid(), Syscall.getegid());
        if (maker is null || (maker.UserId, maker.GroupId) == (user, group))
            return add();
        batch.Add(SystemCall.setresgid, Unchanged, (ulong)maker.GroupId, Unchanged);
        batch.Add(SystemCall.setresuid, Unchanged, (ulong)maker.UserId, Unchanged);
        batch.Add(SystemCall.setfsgid, (ulong)group);
        batch.Add(SystemCall.setfsuid, (ulong)user);
        var call = add();
        batch.Add(SystemCall.setresuid, Unchanged, (ulong)user, Unchanged);
        batch.Add(SystemCall.setresgid, Unchanged, (ulong)group, Unchanged);
        // Whoever changes his user is no longer looked at by others (PR_SET_DUMPABLE in prctl(2)).
        batch.Add(SystemCall.prctl, ProcessControl.PR_SET_DUMPABLE, 1);
        return call;
    }
}
