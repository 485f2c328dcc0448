using Entracte.Coordinator;

namespace Entracte.Node.Registrations;

/// <summary>Computations that were made from a pid are written down too. Restarted ones write themselves down before they run.</summary>
internal sealed class RegistrationRecorder(IEntracte entracte, RegistrationJournal journal) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var happened in entracte.WatchAsync(null, stoppingToken))
            {
                if (happened is ComputationAppeared or RestartSucceeded)
                    await RecordAsync(happened.ComputationId, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The agent ends.
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
