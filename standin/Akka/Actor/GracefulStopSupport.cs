using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>Sends the stop message and waits until the actor is gone; TaskCanceledException when that takes longer than the timeout.</summary>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var subject = (IInternalActorRef)target;
        var gone = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = new Watcher(subject, gone);
        subject.Provider.RegisterTempActor(watcher, watcher.Path);
        try
        {
            subject.SendSystemMessage(new Watch(subject, watcher));
            target.Tell(stopMessage, ActorRefs.NoSender);
            return await gone.Task.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            subject.SendSystemMessage(new Unwatch(subject, watcher));
            throw new TaskCanceledException($"{target} has not stopped within {timeout}");
        }
        finally
        {
            subject.Provider.UnregisterTempActor(watcher.Path);
        }
    }

    /// <summary>Waits until the actor is gone, whoever stops it.</summary>
    public static async Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default)
    {
        var subject = (IInternalActorRef)target;
        var gone = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = new Watcher(subject, gone);
        subject.Provider.RegisterTempActor(watcher, watcher.Path);
        try
        {
            subject.SendSystemMessage(new Watch(subject, watcher));
            return await gone.Task.WaitAsync(token).ConfigureAwait(false);
        }
        finally
        {
            subject.SendSystemMessage(new Unwatch(subject, watcher));
            subject.Provider.UnregisterTempActor(watcher.Path);
        }
    }

    private sealed class Watcher(IInternalActorRef subject, TaskCompletionSource<bool> gone) : MinimalActorRef
    {
        public override ActorPath Path { get; } = subject.Provider.TempPath();

        public override IActorRefProvider Provider => subject.Provider;

        public override void SendSystemMessage(ISystemMessage message)
        {
            if (message is DeathWatchNotification notification && notification.Actor.Equals(subject))
                gone.TrySetResult(true);
        }
    }
}
