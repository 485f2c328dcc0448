using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>The files that one process has mapped, each once.</summary>
internal sealed class MappedFiles(int livingTid, int pid, ImageIds ids)
{
    private readonly Dictionary<string, MappedFileRecord> files = new(StringComparer.Ordinal);

    /// <summary>The records, without what is read from the files' content.</summary>
    public IEnumerable<MappedFileRecord> Records => files.Values;

    /// <summary>Where we reach a path of the process, which may have another root or other mounts.</summary>
    public string ReachablePath(string path) => $"/proc/{livingTid}/root{path}";

    /// <returns>The id of the file's record; null where there is no such file any more.</returns>
    public ulong? Find(string path, bool isWritten)
    {
        if (files.TryGetValue(path, out var known))
        {
            if (isWritten && !known.IsWritten)
                files[path] = known with { IsWritten = true };
            return known.Id;
        }
        if (FileStatus.OfPath(ReachablePath(path)) is not { } status)
            return null;
        var record = new MappedFileRecord
        {
            Id = ids.Next(pid), Path = path, LengthBytes = status.LengthBytes, ModifiedUnixNanoseconds = status.ModifiedUnixNanoseconds, IsWritten = isWritten,
        };
        files.Add(path, record);
        return record.Id;
    }
}
