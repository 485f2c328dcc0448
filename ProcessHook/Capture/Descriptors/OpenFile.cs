using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>One open file description under capture, with a duplicate of it in this process.</summary>
public sealed class OpenFile : IDisposable
{
    internal OpenFile(ulong id, IReadOnlyList<HeldDescriptor> holders, SafeFileHandle handle)
    {
        Id = id;
        Holders = holders;
        Handle = handle;
        Status = FileStatus.Of(handle);
    }

    public ulong Id { get; }

    /// <summary>All descriptors that stand for it; the leader's first.</summary>
    public IReadOnlyList<HeldDescriptor> Holders { get; }

    public HeldDescriptor Leader => Holders[0];

    public string Link => Leader.Link;

    public DescriptorInfo Info => Leader.Info;

    /// <summary>Shares the description: reading or seeking would be felt by the program.</summary>
    public SafeFileHandle Handle { get; }

    public FileStatus Status { get; }

    /// <summary>Whether it is on its way through a socket, and no member has a descriptor of it: then we have the only one.</summary>
    public bool IsOnItsWay => Leader.Member.HostPid == Environment.ProcessId;

    public int AccessMode => Info.StatusFlags & Fcntl.O_ACCMODE;

    public bool IsReadable => AccessMode is Fcntl.O_RDONLY or Fcntl.O_RDWR && (Info.StatusFlags & Fcntl.O_PATH) == 0;

    public bool IsWritable => AccessMode is Fcntl.O_WRONLY or Fcntl.O_RDWR && (Info.StatusFlags & Fcntl.O_PATH) == 0;

    /// <summary>The standard stream numbers among the leader's descriptors of it.</summary>
    public int[] StandardNumbers
        => [.. Holders.Where(held => held.Member == Leader.Member && held.Number <= 2).Select(held => held.Number).Order()];

    public void Dispose() => Handle.Dispose();
}
