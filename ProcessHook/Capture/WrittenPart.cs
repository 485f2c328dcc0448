using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture;

/// <summary>One process whose bytes are in its file. What is still to be said about it needs the process no more.</summary>
public sealed class WrittenPart
{
    private readonly ProcessFileRecord record;
    private readonly string root;
    private readonly StagedPages? staged;

    internal WrittenPart(int hostPid, ProcessFileRecord record, string root, long lengthBytes, StagedPages? staged)
        => (HostPid, this.record, this.root, LengthBytes, this.staged) = (hostPid, record, root, lengthBytes, staged);

    public int HostPid { get; }

    /// <summary>Bytes of memory and file contents in the file.</summary>
    public long LengthBytes { get; }

    /// <summary>So far, but for the header's page, the file is as it will be. From there on what was only copied is still missing; where that is all, the file itself may be.</summary>
    public long FilledBytes => staged?.FileOffset ?? LengthBytes;

    /// <summary>Finishes the file: bytes that were only copied, what identifies the mapped files, checksums, records. May be done while the process runs on, or after its end.</summary>
    /// <remarks>Not yet synced.</remarks>
    public WrittenFile Complete(ProcessFileWriter writer)
    {
        try
        {
            // The disk has the longest work of all, and begins with what is there while the rest is being filled in and summed up.
            if (writer.IsForDisk)
                Writeback.Begin(writer.File, 0, FilledBytes);
            return writer.Complete(record with { MappedFiles = [.. record.MappedFiles.Select(Describe)] }, staged?.AsLate());
        }
        finally
        {
            staged?.Memory.Release();
        }
    }

    /// <summary>By the way that the process itself would reach the file, as long as it lives: it runs again, and may end in the midst of it.</summary>
    private MappedFileRecord Describe(MappedFileRecord file)
    {
        try
        {
            if (Directory.Exists(root) && FileContent.Describe(file, root + file.Path) is var described && Directory.Exists(root))
                return described;
        }
        catch (LinuxException) when (!Directory.Exists(root))
        {
            // It has ended; the file is looked for by our own way.
        }
        return FileContent.Describe(file, file.Path);
    }
}
