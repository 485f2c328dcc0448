using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// What an agent that died has left: unfinished images in directories, and hooks in processes. A process that cannot be looked through now (too busy to stop in time, or traced by
/// somebody) is tried again, in pauses that grow; its next checkpoint does it in any case.
/// </summary>
internal sealed partial class NodeAgent
{
    private const int TidyAttemptsMost = 10;

    private void ReceiveTidying()
    {
        Receive<NotTidied>(failed =>
        {
            log.Info("process {0} was not looked through for leftovers: {1}", failed.HostPid, failed.Reason);
            PutOff(new TidyDue(failed.HostPid, failed.ComputationId, failed.Attempts));
        });
        Receive<TidyDue>(Tidy);
    }

    /// <summary>What a dead agent left behind must be gone before the first attempt looks at the process.</summary>
    private async Task<IReadOnlyList<ProcessSighting>> LookAndTidyAsync(RegisterRequest request, int[] others, IActorRef self)
    {
        var seen = await host.LookAsync([request.Pid, .. others]).ConfigureAwait(false);
        if (seen.Any(process => process.HostPid == request.Pid))
            await TidyAsync(new TidyDue(request.Pid, request.ComputationId, 0), self).ConfigureAwait(false);
        return seen;
    }

    private void Tidy(TidyDue due)
    {
        if (!registrations.RootHostPids.Contains(due.HostPid))
            return;
        // An attempt has hooks of its own inside, which are no leftovers.
        if (parts.Keys.Any(key => key.ComputationId == due.ComputationId))
            PutOff(due);
        else
            Done(TidyAsync(due, Self), $"process {due.HostPid} was not looked through for leftovers");
    }

    private async Task TidyAsync(TidyDue due, IActorRef self)
    {
        try
        {
            await host.TidyAsync(due.HostPid, due.ComputationId).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            self.Tell(new NotTidied(due.HostPid, due.ComputationId, due.Attempts + 1, failure.Message), self);
        }
    }

    private void PutOff(TidyDue due)
    {
        if (due.Attempts < TidyAttemptsMost)
            Timers.StartSingleTimer($"tidy-{due.HostPid}", due, settings.LookInterval * Math.Pow(2, due.Attempts));
    }

    private void TidyImages(string directory)
    {
        if (tidied.Add(directory))
            Task.Run(() => stores.At(directory).RemoveLeftovers()).ContinueWith(
                (failed, seen) => ((ILoggingAdapter)seen!).Warning("unfinished images in {0} were not removed: {1}", directory, failed.Exception!.InnerException!.Message),
                log,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
    }

    /// <param name="Attempts">So many have failed.</param>
    private sealed record TidyDue(int HostPid, string ComputationId, int Attempts) : INoSerializationVerificationNeeded;

    private sealed record NotTidied(int HostPid, string ComputationId, int Attempts, string Reason) : INoSerializationVerificationNeeded;
}
