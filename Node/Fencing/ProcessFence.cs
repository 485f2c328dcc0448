using System.Diagnostics;
using Entracte.Api.Agents;
using Entracte.Api.Linux;
using Entracte.Api.Registrations;
using Entracte.Coordinator.Ports;

namespace Entracte.Node.Fencing;

/// <summary>Writes the lease down, and sees to it that there is a fence that reads it.</summary>
internal sealed class ProcessFence(RuntimeDirectory runtime) : IFence
{
    private readonly FenceNotes notes = new(runtime);
    private readonly Lock turn = new();
    private long told;
    private long done;

    public TimeSpan? Inherited => notes.Lease.Read() is { } note ? TimeSpan.FromSeconds(Math.Max(0, note.EndSeconds - FenceNotes.Now())) : null;

    public FenceStops Stops => notes.Fence.Read() is { } note ? new FenceStops(note.Stops, note.Held) : FenceStops.None;

    public Task RenewAsync(IReadOnlyList<FencedComputation> computations, TimeSpan remaining)
    {
        var end = FenceNotes.Now() + remaining.TotalSeconds;
        var number = Interlocked.Increment(ref told);
        return Task.Run(() =>
        {
            lock (turn)
            {
                // Somebody who was told later may have been quicker.
                if (number < done)
                    return;
                done = number;
                if (computations.Count == 0)
                {
                    notes.Lease.Remove();
                    return;
                }

                notes.Lease.Write(new LeaseNote(end, [.. computations.Select(Describe)]));
                if (!IsThere())
                    Start();
            }
        });
    }

    private static FencedRoots Describe(FencedComputation computation)
        => new(computation.Id, [.. computation.RootHostPids.Select(ProcessIdentity.Of).OfType<ProcessIdentity>()]);

    private bool IsThere()
    {
        using var trial = FileLock.Open(FenceLoop.LockOf(runtime));
        return !FileLock.TryTake(trial);
    }

    private static void Start()
    {
        var self = Environment.ProcessPath ?? throw new InvalidOperationException("/proc does not show this program's own path");
        // The shell ends at once, so that the fence is nobody's child and in a session of its own: what ends the agent's group does not end it.
        string[] own = Path.GetFileName(self) == "dotnet" ? [self, Environment.GetCommandLineArgs()[0]] : [self];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "setsid \"$@\" </dev/null >/dev/null &", "sh", .. own, "--fence"]);
        using var shell = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start");
        shell.WaitForExit();
    }
}
