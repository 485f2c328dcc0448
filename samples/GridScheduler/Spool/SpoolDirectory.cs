namespace Entracte.GridScheduler.Spool;

/// <summary>
/// The directory that the scheduler, those who submit, and all nodes share, under the same path everywhere. Everything that must outlive a machine is in it: the queue, the
/// images, and of each job its output and the status with which it has ended.
/// </summary>
internal sealed class SpoolDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string path;

    public SpoolDirectory(string path)
    {
        this.path = Path.GetFullPath(path);
        foreach (var directory in (string[])[this.path, Inbox, Images])
            Directory.CreateDirectory(directory, OwnerOnly);
    }

    /// <summary>Orders that the scheduler has not taken yet.</summary>
    public string Inbox => Path.Combine(path, "inbox");

    public string Images => Path.Combine(path, "images");

    /// <summary>What the scheduler knows, for its next life and for those who look.</summary>
    public string Journal => Path.Combine(path, "queue.json");

    public string Lock => Path.Combine(path, "lock");

    public string Output(string job) => Path.Combine(path, "jobs", job, "out");

    public string Errors(string job) => Path.Combine(path, "jobs", job, "err");

    public string Status(string job) => Path.Combine(path, "jobs", job, "status");

    public void MakeRoomFor(string job) => Directory.CreateDirectory(Path.Combine(path, "jobs", job), OwnerOnly);

    /// <summary>The whole file or none of it, whoever looks and whenever we die.</summary>
    public static void Write(string file, ReadOnlySpan<byte> content)
    {
        var written = $"{file}.{Environment.ProcessId}.new";
        using (var stream = File.Create(written))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(written, file, overwrite: true);
    }
}
