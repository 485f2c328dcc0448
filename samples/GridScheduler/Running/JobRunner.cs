using Entracte.Coordinator;
using Entracte.GridScheduler.Scheduling;
using Entracte.GridScheduler.Spool;

namespace Entracte.GridScheduler.Running;

/// <summary>Does what was decided, through the API, and says what came of it. Never throws.</summary>
internal sealed class JobRunner(IEntracte entracte, SpoolDirectory spool)
{
    /// <summary>What failed is not tried again at once.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    public Task<GridEvent> DoAsync(GridAction action, CancellationToken cancellation) => action switch
    {
        GridAction.Start start => StartAsync(start.Job, cancellation),
        GridAction.Park park => ParkAsync(park.Job, cancellation),
        _ => KillAsync(action.Job, cancellation),
    };

    private async Task<GridEvent> StartAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            spool.MakeRoomFor(job.Name);
            // The directory is asked and not our memory: an image may have been committed when nobody could tell us.
            if (await HasImageAsync(job, cancellation))
                await entracte.RestartAsync(new RestartRequest { Target = job.Name, ImagesDirectory = spool.Images, Node = job.Node }, cancellation);
            else
                await entracte.LaunchAsync(JobScript.RequestFor(job, spool), cancellation);
            return new GridEvent.Started(job.Name, job.Attempt);
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(PauseAfterFailure, cancellation);
            // The answer may have been lost, and not the order: nothing must run twice.
            return await RunsThereAsync(job, cancellation) ? new GridEvent.Started(job.Name, job.Attempt) : new GridEvent.StartFailed(job.Name, job.Attempt, failed.Message);
        }
    }

    private async Task<GridEvent> ParkAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            var image = await entracte.CheckpointAsync(new CheckpointRequest { Target = job.Name, Kill = true }, cancellation);
            return new GridEvent.Parked(job.Name, job.Attempt, image.Generation);
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(PauseAfterFailure, cancellation);
            var isFinal = failed is EntracteException { Failure: { Kind: FailureKind.Obstacles, IsTransient: false } };
            return new GridEvent.ParkFailed(job.Name, job.Attempt, failed.Message, isFinal);
        }
    }

    private async Task<GridEvent> KillAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            await entracte.KillAsync(new KillRequest { Target = job.Name }, cancellation);
            return new GridEvent.Killed(job.Name, job.Attempt);
        }
        catch (EntracteException gone) when (gone.Failure.Kind == FailureKind.NotFound)
        {
            return new GridEvent.Killed(job.Name, job.Attempt);
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(PauseAfterFailure, cancellation);
            return new GridEvent.KillFailed(job.Name, job.Attempt, failed.Message);
        }
    }

    private async Task<bool> HasImageAsync(Job job, CancellationToken cancellation)
        => (await entracte.ImagesAsync(new ImagesRequest { Target = job.Name, ImagesDirectory = spool.Images }, cancellation)).Images.Any(image => image.Committed);

    private async Task<bool> RunsThereAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            var status = await entracte.StatusAsync(cancellation);
            return status.Computations.Any(computation => computation.Name == job.Name && computation.Roots.Any(root => root.Node == job.Node));
        }
        catch (EntracteException)
        {
            // Nobody knows. When it runs after all, the next start is refused because of its name, or finds it.
            return false;
        }
    }
}
