using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>
/// One open file description (open(2)). It stands in the file of its leader, the first process that holds it; all others refer to it by id.
/// Each kind of kernel object has a record of its own; keys up to 9 belong to this one.
/// </summary>
[MessagePackObject]
[Union(0, typeof(RegularFileRecord))]
[Union(1, typeof(DirectoryRecord))]
[Union(2, typeof(DeviceRecord))]
[Union(3, typeof(ExternalStreamRecord))]
[Union(4, typeof(PipeEndRecord))]
[Union(5, typeof(UnnamedFileRecord))]
[Union(6, typeof(EventCounterRecord))]
[Union(7, typeof(EventPollRecord))]
[Union(8, typeof(TimerDescriptorRecord))]
[Union(9, typeof(SignalDescriptorRecord))]
[Union(10, typeof(InotifyRecord))]
[Union(11, typeof(ProcessDescriptorRecord))]
[Union(12, typeof(UnixSocketRecord))]
[Union(13, typeof(InternetSocketRecord))]
[Union(14, typeof(NetlinkSocketRecord))]
[Union(15, typeof(PosixQueueDescriptorRecord))]
[Union(16, typeof(TerminalEndRecord))]
public abstract record OpenFileRecord
{
    /// <summary>Unique in the image: the leader's pid in the upper half, a counter from 1 in the lower.</summary>
    [Key(0)]
    public ulong OpenFileId { get; init; }

    /// <summary>The flags of open(2) as F_GETFL shows them: access mode, O_APPEND, O_NONBLOCK, O_ASYNC, O_DIRECT and so on; never O_CLOEXEC.</summary>
    [Key(1)]
    public int StatusFlags { get; init; }

    /// <summary>What /proc/PID/fd shows, for people.</summary>
    [Key(2)]
    public string Link { get; init; } = "";

    /// <summary>Who gets signals about it (fcntl(2), F_SETOWN), or null for nobody.</summary>
    [Key(3)]
    public DescriptorOwnerRecord? Owner { get; init; }

    /// <summary>Locks that belong to the description: flock(2) and open file description locks.</summary>
    [Key(4)]
    public FileLockRecord[] Locks { get; init; } = [];
}
