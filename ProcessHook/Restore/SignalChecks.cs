using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Restore;

/// <summary>Whether the signals that wait for threads can be given back to them.</summary>
public static class SignalChecks
{
    public static IEnumerable<Obstacle> Of(IEnumerable<ProcessFileRecord> parts)
        => parts.SelectMany(part => part.Threads.Where(thread => thread.PendingSignals.Length > SignalRoom.Most).Select(thread => new Obstacle(
            part.Process.Pid,
            null,
            $"{thread.PendingSignals.Length} signals wait for its thread {thread.Tid}, and a restart can give back {SignalRoom.Most}.",
            "Restart another generation, or with the version of Entracte that took this one.")));
}
