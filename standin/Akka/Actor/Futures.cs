namespace Akka.Actor;

/// <summary>Ask: send a message with a reference that takes exactly one answer, and wait for that.</summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) => self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) => self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) => self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) => self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<T>(_ => message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var provider = ProviderOf(self);
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var path = provider.TempPath();
        var future = new FutureActorRef<T>(answer, path, provider);
        provider.RegisterTempActor(future, path);

        var limit = timeout ?? provider.AskTimeout;
        var expiry = limit > TimeSpan.Zero ? new CancellationTokenSource(limit) : null;
        var onExpiry = expiry?.Token.Register(() => answer.TrySetException(new AskTimeoutException($"Timeout after {limit.TotalSeconds:F2} seconds")));
        var onCancel = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        answer.Task.ContinueWith(
            _ =>
            {
                provider.UnregisterTempActor(path);
                onExpiry?.Dispose();
                onCancel.Dispose();
                expiry?.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

        self.Tell(messageFactory(future), future);
        return answer.Task;
    }

    private static IActorRefProvider ProviderOf(ICanTell target) => target switch
    {
        ActorSelection selection => ProviderOf(selection.Anchor),
        IInternalActorRef reference and not Nobody => reference.Provider,
        _ => Cells.ActorCell.Current?.SystemImpl.Provider ?? throw new ArgumentException("Unable to resolve the target Provider", nameof(target)),
    };
}

/// <summary>The reference behind an Ask; the first message is the answer, later ones are dead letters.</summary>
public class FutureActorRef<T>(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider) : MinimalActorRef
{
    public override ActorPath Path => path;

    public override IActorRefProvider Provider => provider;

    protected override void TellInternal(object message, IActorRef sender)
    {
        var taken = message switch
        {
            T answer => result.TrySetResult(answer),
            Status.Failure failure => result.TrySetException(failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            _ => result.TrySetException(new ArgumentException($"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (!taken && !result.Task.IsCanceled)
            provider.DeadLetters.Tell(message, this);
    }
}
