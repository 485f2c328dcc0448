using Entracte.Coordinator.Ports;
using Entracte.ProcessHook;

namespace Entracte.Coordinator.Nodes;

/// <summary>A cut that is taken only as far as its inventory, to say what a checkpoint would meet.</summary>
internal static class Preflight
{
    public static async Task<PreflightReport> TakeAsync(IProcessHost host, IClock clock, int pid, EntracteSettings settings)
    {
        using var time = new CancellationTokenSource(settings.StepTimeout);
        var session = host.BeginCut(new CutPlan("", [pid], WriteMode.Stopped, false), null);
        await using var cut = session.ConfigureAwait(false);
        var since = clock.MonotonicMilliseconds;
        IReadOnlyList<ProcessSummary> members = [];
        ObstacleNote[] obstacles = [];
        try
        {
            members = await session.SuspendAsync(time.Token).ConfigureAwait(false);
            await session.TakeInventoryAsync(time.Token).ConfigureAwait(false);
        }
        catch (ObstaclesException met)
        {
            obstacles = [.. met.Obstacles.Select(ObstacleNote.Of).Select(note => note with { Node = settings.NodeName })];
        }

        await session.DisposeAsync().ConfigureAwait(false);
        return new PreflightReport
        {
            Pid = pid,
            Processes = [.. members.Select(member => member with { Node = settings.NodeName })],
            Obstacles = obstacles,
            PauseMilliseconds = clock.MonotonicMilliseconds - since,
        };
    }
}
