using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Restore;

/// <summary>One process on its way back: its image and its husk.</summary>
internal sealed class RestoringMember(ProcessFileReader part, HuskServer husk) : IDisposable
{
    public ProcessFileReader Part { get; } = part;

    public HuskServer Husk { get; } = husk;

    public ProcessRecord Process => Part.Record.Process;

    /// <summary>The threads that have to be made: all but the main thread, which the husk is itself.</summary>
    public IEnumerable<ThreadRecord> OtherThreads => OtherThreadsOf(Part.Record);

    public static IEnumerable<ThreadRecord> OtherThreadsOf(ProcessFileRecord record) => record.Threads.Where(thread => thread.Tid != record.Process.Pid);

    /// <summary>Set when its threads are in the tracer's hands.</summary>
    public SeizedHusk? Seized { get; set; }

    public void Dispose()
    {
        Seized?.Dispose();
        Husk.Dispose();
    }
}
