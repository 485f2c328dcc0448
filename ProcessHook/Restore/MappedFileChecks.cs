using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Linux;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore;

/// <summary>
/// Whether the files that a program has mapped are still those of the checkpoint: of their pages only the changed ones are in the image.
///
/// | file now                                | what it means                    |
/// |-----------------------------------------|----------------------------------|
/// | missing, or a regular file no more      | obstacle                         |
/// | a device, as it was                     | the same                         |
/// | same size and modification time         | the same                         |
/// | else: same size, and the person trusts  | taken for the same               |
/// | else: same build id                     | the same, installed anew         |
/// | else: same size and content checksum    | the same, copied                 |
/// | else                                    | obstacle                         |
/// </summary>
public static class MappedFileChecks
{
    /// <param name="parts">The image.</param>
    /// <param name="trustsFiles">Whether the person vouches for the content of files whose size is right.</param>
    public static IEnumerable<Obstacle> Of(IEnumerable<ProcessFileRecord> parts, bool trustsFiles)
        => parts.SelectMany(part => part.MappedFiles.Select(file => Of(part.Process.Pid, file, trustsFiles)).Append(OfExecutable(part)).OfType<Obstacle>());

    /// <summary>The kernel lets nothing be what a process executes (PR_SET_MM_EXE_FILE) that may not be executed.</summary>
    private static Obstacle? OfExecutable(ProcessFileRecord part)
        => part.MappedFiles.FirstOrDefault(file => file.Id != 0 && file.Id == part.Process.AddressSpace.ExecutableFileId) is { } program && FileStatus.OfPath(program.Path) is { IsRegular: true }
            && Syscall.access(program.Path, AccessModes.X_OK) < 0
            ? new Obstacle(part.Process.Pid, null, $"The program {program.Path} may not be executed ({LinuxException.Describe(Marshal.GetLastPInvokeError())}).",
                "Give the permission back (chmod), or have it on a file system from which programs may be executed.")
            : null;

    private static Obstacle? Of(int pid, MappedFileRecord then, bool trustsFiles)
    {
        if (FileStatus.OfPath(then.Path) is not { } status)
            return new Obstacle(pid, null, $"The mapped file {then.Path} is missing.", "Put it back where it was.");
        if (!status.IsRegular && then.LengthBytes > 0)
            return new Obstacle(pid, null, $"The mapped file {then.Path} is no regular file any more.", "Put it back where it was.");
        if (!status.IsRegular || (status.LengthBytes == then.LengthBytes && (trustsFiles || status.ModifiedUnixNanoseconds == then.ModifiedUnixNanoseconds)))
            return null;
        var now = FileContent.Describe(then with { BuildId = [], SampleChecksum = 0 }, then.Path);
        var isSame = then.BuildId.Length > 0
            ? now.BuildId.AsSpan().SequenceEqual(then.BuildId)
            : status.LengthBytes == then.LengthBytes && then.SampleChecksum != 0 && now.SampleChecksum == then.SampleChecksum;
        // What is shared and written lives on in the file; it may be newer, but not shorter than what is mapped of it.
        if (isSame || (then.IsWritten && status.LengthBytes >= then.LengthBytes))
            return null;
        var what = $"The mapped file {then.Path} is not the one of the checkpoint: it has {status.LengthBytes} bytes instead of {then.LengthBytes}, or other content.";
        return new Obstacle(pid, null, what, "Put back the version of the checkpoint, or vouch for one of the same size with --trust-files.");
    }
}
