using System.Collections.Immutable;
using Entracte.Coordinator;
using Entracte.GridScheduler.Spool;

namespace Entracte.GridScheduler.Running;

/// <summary>Asks the coordinator and looks into the spool.</summary>
internal sealed class Observer(IEntracte entracte, SpoolDirectory spool)
{
    /// <param name="jobs">Whose ends are of interest.</param>
    public async Task<Observation> LookAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellation)
    {
        try
        {
            var status = await entracte.StatusAsync(cancellation);
            // This process is a node too, without anything on it.
            return new Observation(
                [.. status.Nodes.Where(node => node.Reachable && node.Name != entracte.NodeName).Select(node => node.Name)],
                [.. status.Computations.Where(computation => computation.Phase != ComputationPhase.Ended).Select(computation => computation.Name)],
                Ended(jobs));
        }
        catch (EntracteException)
        {
            // No coordinator, for the time being; which jobs have ended is seen all the same.
            return new Observation(null, [], Ended(jobs));
        }
    }

    private ImmutableDictionary<string, int> Ended(IReadOnlyCollection<string> jobs) => jobs.Select(job => (job, Status: JobScript.ExitStatus(job, spool)))
        .Where(ended => ended.Status is not null).ToImmutableDictionary(ended => ended.job, ended => ended.Status!.Value);
}
