using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>memfd_create(2), unlinked files, and those made with O_TMPFILE. Several descriptions of one file have one record of the file.</summary>
internal sealed class UnnamedFileKind : DescriptorKind
{
    private const string Deleted = " (deleted)";
    private const string MemoryFile = "/memfd:";

    /// <summary>F_SEAL_SEAL: a file that was never meant to be sealed cannot be.</summary>
    private const int NothingToSeal = 1;

    public override bool Recognizes(OpenFile file) => file.Status.IsRegular && file.Status.Links == 0 && file.Link.StartsWith('/');

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        var unnamed = context.UnnamedFiles.Find(file.Status.Identity);
        if (unnamed is null)
        {
            unnamed = Describe(file, context);
            context.UnnamedFiles.Add(file.Status.Identity, unnamed);
        }
        return new UnnamedFileRecord { FileId = unnamed.Record.Id, OffsetBytes = file.Info.Position };
    }

    private static UnnamedFile Describe(OpenFile file, CaptureContext context)
    {
        var name = file.Link.EndsWith(Deleted, StringComparison.Ordinal) ? file.Link[..^Deleted.Length] : file.Link;
        var isMemory = name.StartsWith(MemoryFile, StringComparison.Ordinal);
        var record = new SharedMemoryRecord
        {
            Id = context.Ids.Next(file.Leader.Member.Pid),
            Kind = isMemory ? SharedMemoryKind.MemoryFile : SharedMemoryKind.UnlinkedFile,
            Name = isMemory ? name[MemoryFile.Length..] : name,
            LengthBytes = (ulong)file.Status.LengthBytes,
            Seals = isMemory ? Fcntl.Call(file.Handle, Fcntl.F_GET_SEALS) : NothingToSeal,
            Mode = (int)(file.Status.Mode & 0xFFF),
            HugePageSizeBytes = FileSystem.HugePageSizeBytes(file.Handle),
        };
        // A description of its own, by open(2), because .NET takes a lock (flock) on what it opens: the offset of the program's must not move, and it may be open for writing only.
        var content = OpenPath.Open($"/proc/{file.Leader.Member.LivingTid}/fd/{file.Leader.Number}", Fcntl.O_RDONLY);
        return new UnnamedFile(record, context.HostPidOf(file), content);
    }
}
