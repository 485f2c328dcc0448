using Entracte.Coordinator;

namespace Entracte.Node.Registrations;

/// <summary>Computations that were made from a pid are written down too. Restarted ones write themselves down before they run.</summary>
internal sealed class RegistrationRecorder(IEntracte entracte, RegistrationJournal journal, ILogger<RegistrationRecorder> log) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var happened in entracte.WatchAsync(null, stoppingToken))
            {
                if (happened is ComputationAppeared or RestartSucceeded)
                    await RecordInTheEndAsync(happened.ComputationId, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    /// <summary>A coordinator that is being replaced does not answer; the agent of a node must not end for that.</summary>
    private async Task RecordInTheEndAsync(string id, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await RecordAsync(id, cancellation);
                return;
            }
            catch (EntracteException failure)
            {
                log.LogWarning("Computation {Id} is not written down yet: {Reason}", id, failure.Message);
                await Task.Delay(RetryPause, cancellation);
            }
        }
    }

    private async Task RecordAsync(string id, CancellationToken cancellation)
    {
        var status = await entracte.StatusAsync(cancellation);
        if (status.Computations.FirstOrDefault(computation => computation.Id == id) is not { } computation)
            return;
        // Roots on other nodes are recorded there; here their pids may be anybody's.
        await journal.RecordAsync(computation with { Roots = [.. computation.Roots.Where(here => here.Node == entracte.NodeName)] });
    }
}
