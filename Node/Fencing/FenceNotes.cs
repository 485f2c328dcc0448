using System.Globalization;
using Entracte.Api;
using Entracte.Api.Agents;

namespace Entracte.Node.Fencing;

/// <summary>
/// How agent and fence hear of each other, whichever of them is dead. Lease: until when what may run, by the agent; none where nothing is fenced. Fence: what is stopped, by the fence. Time is
/// that since the machine was started, which also passes while it sleeps.
/// </summary>
internal sealed class FenceNotes(RuntimeDirectory runtime)
{
    public NoteFile<LeaseNote> Lease { get; } = new(Path.Combine(runtime.Path, "lease.json"), ApiJson.Default.LeaseNote);

    public NoteFile<FenceNote> Fence { get; } = new(Path.Combine(runtime.Path, "fence.json"), ApiJson.Default.FenceNote);

    /// <summary>Seconds since boot; see proc_uptime(5).</summary>
    public static double Now() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
}
