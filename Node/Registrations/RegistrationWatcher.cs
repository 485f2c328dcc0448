using Entracte.Node.Fencing;

namespace Entracte.Node.Registrations;

/// <summary>Sweeps when a launch has left a file, and from time to time for what has ended.</summary>
internal sealed class RegistrationWatcher(RegistrationSweep sweep, RegistrationFiles files, FencedLeftovers leftovers, ILogger<RegistrationWatcher> log) : BackgroundService
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        leftovers.End();
        // Before the first order is heard, so that nobody finds an agent that does not know of what is running.
        await sweep.CatchUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(files.Path, "*.json");
        // A registration is renamed into place. What this misses (queues of inotify are bounded) the next sweep finds.
        watcher.Renamed += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        try
        {
            while (true)
            {
                await changed.WaitAsync(BetweenSweeps, stoppingToken);
                await sweep.CatchUpAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogInformation("The agent ends; computations run on.");
        }
    }
}
