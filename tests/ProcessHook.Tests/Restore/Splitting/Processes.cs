using System.Buffers.Binary;
using System.Net;
using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Tests.Restore.Splitting;

/// <summary>Records of three processes that share something.</summary>
internal static class Processes
{
    private const int Tcp = 6;
    private const int Udp = 17;

    public static ProcessFileRecord[] Sharing(string what) => what switch
    {
        "nothing" => Three(),
        "parent" => Three(twenty: record => record with { Process = record.Process with { ParentPid = 10 } }),
        "session" => Three(twenty: record => record with { Process = record.Process with { Session = 10 } }),
        "group" => Three(twenty: InGroup(77), thirty: InGroup(77)),
        "a session that is not theirs" => Three(InSession(0), InSession(0), InSession(0)),
        "open file" => Three(Opening(new RegularFileRecord { OpenFileId = Id(10, 1) }), Having(5, Id(10, 1))),
        "device" => Three(Opening(new DeviceRecord { OpenFileId = Id(10, 1), Path = "/dev/null" }), Having(5, Id(10, 1))),
        "stream from outside" => Three(Opening(new ExternalStreamRecord { OpenFileId = Id(10, 9) }), Having(1, Id(10, 9)), Having(1, Id(10, 9))),
        "pipe" => Three(Piped(10), thirty: Piped(30)),
        "unix" => Three(Opening(new UnixSocketRecord { OpenFileId = Id(10, 1), PeerOpenFileId = Id(20, 1) }), Opening(new UnixSocketRecord { OpenFileId = Id(20, 1), PeerOpenFileId = Id(10, 1) })),
        "epoll" => Three(twenty: Opening(new EventPollRecord { OpenFileId = Id(20, 1), Targets = [new EventPollTargetRecord { OpenFileId = Id(10, 1) }] })),
        "pidfd" => Three(twenty: Opening(new ProcessDescriptorRecord { OpenFileId = Id(20, 1), Pid = 10 })),
        "signalled" => Three(twenty: Opening(new RegularFileRecord { OpenFileId = Id(20, 1), Owner = new DescriptorOwnerRecord { Kind = 1, Id = 10 } })),
        "memory" => Three(
            record => Mapping(MappingKind.SharedMemory, Id(10, 1), "")(record) with { SharedMemories = [new SharedMemoryRecord { Id = Id(10, 1) }] },
            Mapping(MappingKind.SharedMemory, Id(10, 1), "")),
        "file mapped to be written" => Three(MappingFile(10, "rd wr sh mr mw me ms"), MappingFile(20, "rd wr sh mr mw me ms")),
        "file mapped to be read" => Three(MappingFile(10, "rd mr me ms"), MappingFile(20, "rd mr me ms")),
        "terminal" => Three(
            record => record with { PseudoTerminals = [new PseudoTerminalRecord { TerminalId = Id(10, 1), Number = 7 }] },
            Opening(new TerminalEndRecord { OpenFileId = Id(20, 1), TerminalId = Id(10, 1), Link = "/dev/pts/7" })),
        "descriptor in flight" => Three(twenty: Waiting(Id(20, 1), new QueuePortionRecord { PassedOpenFileIds = [Id(10, 1)] })),
        "semaphores" => Three(twenty: record => record with { SemaphoreSets = [new SemaphoreSetRecord { Id = 4 }] }),
        "posix queue" => Three(
            record => record with { PosixQueues = [new PosixQueueRecord { QueueId = Id(10, 1), Name = "/queue" }] },
            Opening(new PosixQueueDescriptorRecord { OpenFileId = Id(20, 1), QueueId = Id(10, 1), Link = "/queue" })),
        "tcp" => Three(Opening(Connection(10, "10.0.0.1:5000", 20, "10.0.0.1:7000")), Opening(Connection(20, "10.0.0.1:7000", 10, "10.0.0.1:5000"))),
        "tcp and listener" => Three(
            Opening(Connection(10, "10.0.0.1:5000", 20, "10.0.0.1:7000")),
            Opening(Connection(20, "10.0.0.1:7000", 10, "10.0.0.1:5000"), Bound(Id(20, 2), Tcp, SocketState.Listening, "0.0.0.0:7000"))),
        "tcp over loopback" => Three(Opening(Connection(10, "127.0.0.1:5000", 20, "127.0.0.1:7000")), Opening(Connection(20, "127.0.0.1:7000", 10, "127.0.0.1:5000"))),
        "tcp6 over loopback" => Three(
            Opening(Connection(10, "[::ffff:127.0.0.1]:5000", 20, "[::ffff:127.0.0.1]:7000")),
            Opening(Connection(20, "[::ffff:127.0.0.1]:7000", 10, "[::ffff:127.0.0.1]:5000"))),
        "tcp not accepted" => Three(
            Opening(Bound(Id(10, 1), Tcp, SocketState.Listening, "0.0.0.0:7000")),
            Opening(Bound(Id(20, 1), Tcp, SocketState.AwaitingAccept, "10.0.0.1:5000") with { PeerAddress = Address("10.0.0.1:7000") })),
        "udp over loopback" => Three(
            Opening(Bound(Id(10, 1), Udp, SocketState.Idle, "127.0.0.1:7000")),
            Opening(Bound(Id(20, 1), Udp, SocketState.Connected, "127.0.0.1:5000") with { PeerAddress = Address("127.0.0.1:7000") })),
        "datagram over loopback" => Three(
            Opening(Bound(Id(10, 1), Udp, SocketState.Idle, "127.0.0.1:7000")),
            record => Waiting(Id(20, 1), new QueuePortionRecord { SenderAddress = Address("127.0.0.1:7000") })(Opening(Bound(Id(20, 1), Udp, SocketState.Idle, "127.0.0.1:5000"))(record))),
        "udp" => Three(
            Opening(Bound(Id(10, 1), Udp, SocketState.Idle, "10.0.0.1:7000")),
            Opening(Bound(Id(20, 1), Udp, SocketState.Connected, "10.0.0.1:5000") with { PeerAddress = Address("10.0.0.1:7000") })),
        "port" => Three(Opening(Bound(Id(10, 1), Tcp, SocketState.Listening, "0.0.0.0:7000")), Opening(Bound(Id(20, 1), Tcp, SocketState.Listening, "0.0.0.0:7000"))),
        "pipe to one, memory with another" => Three(
            record => Piped(10)(Mapping(MappingKind.SharedMemory, Id(10, 1), "")(record)), Mapping(MappingKind.SharedMemory, Id(10, 1), ""), Piped(30)),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "no such row"),
    };

    private static ProcessFileRecord[] Three(
        Func<ProcessFileRecord, ProcessFileRecord>? ten = null, Func<ProcessFileRecord, ProcessFileRecord>? twenty = null, Func<ProcessFileRecord, ProcessFileRecord>? thirty = null)
        => [Made(10, ten), Made(20, twenty), Made(30, thirty)];

    private static ProcessFileRecord Made(int pid, Func<ProcessFileRecord, ProcessFileRecord>? more)
    {
        var plain = new ProcessFileRecord { Process = new ProcessRecord { Pid = pid, Session = pid, ProcessGroup = pid }, Threads = [new ThreadRecord { Tid = pid }] };
        return more is null ? plain : more(plain);
    }

    private static Func<ProcessFileRecord, ProcessFileRecord> InSession(int session) => record => record with { Process = record.Process with { Session = session, ProcessGroup = session } };

    private static Func<ProcessFileRecord, ProcessFileRecord> InGroup(int group) => record => record with { Process = record.Process with { ProcessGroup = group } };

    private static Func<ProcessFileRecord, ProcessFileRecord> Opening(params OpenFileRecord[] files) => record => record with { OpenFiles = [.. record.OpenFiles, .. files] };

    private static Func<ProcessFileRecord, ProcessFileRecord> Having(int number, ulong id)
        => record => record with { Descriptors = [.. record.Descriptors, new DescriptorRecord { Number = number, OpenFileId = id }] };

    private static Func<ProcessFileRecord, ProcessFileRecord> Piped(int pid) => Opening(new PipeEndRecord { OpenFileId = Id(pid, 8), PipeId = Id(10, 7), Link = "pipe:[1]" });

    private static Func<ProcessFileRecord, ProcessFileRecord> Mapping(MappingKind kind, ulong id, string flags)
        => record => record with { Mappings = [.. record.Mappings, new MappingRecord { Kind = kind, ObjectId = id, Flags = flags }] };

    private static Func<ProcessFileRecord, ProcessFileRecord> MappingFile(int pid, string flags)
        => record => Mapping(MappingKind.SharedFile, Id(pid, 1), flags)(record) with { MappedFiles = [new MappedFileRecord { Id = Id(pid, 1), Path = "/data" }] };

    private static Func<ProcessFileRecord, ProcessFileRecord> Waiting(ulong owner, QueuePortionRecord portion)
        => record => record with { Queues = [.. record.Queues, new QueueRecord { OwnerId = owner, Portions = [portion] }] };

    private static InternetSocketRecord Connection(int pid, string local, int peer, string remote)
        => Bound(Id(pid, 1), Tcp, SocketState.Connected, local) with { PeerAddress = Address(remote), PeerOpenFileId = Id(peer, 1) };

    private static InternetSocketRecord Bound(ulong id, int protocol, SocketState state, string local) => new()
    {
        OpenFileId = id, Protocol = protocol, State = state, LocalAddress = Address(local), Family = BitConverter.ToUInt16(Address(local)),
    };

    private static byte[] Address(string text)
    {
        var address = IPEndPoint.Parse(text);
        var isSix = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        var bytes = new byte[isSix ? 28 : 16];
        bytes[0] = (byte)(isSix ? 10 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)address.Port);
        address.Address.GetAddressBytes().CopyTo(bytes.AsSpan(isSix ? 8 : 4));
        return bytes;
    }

    private static ulong Id(int pid, int number) => (ulong)pid << 32 | (uint)number;
}
