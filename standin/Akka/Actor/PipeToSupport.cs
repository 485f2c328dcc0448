namespace Akka.Actor;

/// <summary>Sends what a task comes to, well or badly, to an actor.</summary>
public static class PipeToSupport
{
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, IActorRef sender = null, Func<T, object> success = null, Func<Exception, object> failure = null)
    {
        try
        {
            var result = await taskToPipe.ConfigureAwait(false);
            recipient.Tell(success != null ? success(result) : result, sender);
        }
        catch (Exception cause)
        {
            recipient.Tell(failure != null ? failure(cause) : new Status.Failure(cause), sender);
        }
    }

    /// <summary>A task without a result is told of only when it fails, or when there is a function that makes a message of its success.</summary>
    public static async Task PipeTo(
        this Task taskToPipe, ICanTell recipient, IActorRef sender = null, Func<object> success = null, Func<Exception, object> failure = null)
    {
        try
        {
            await taskToPipe.ConfigureAwait(false);
            if (success != null)
                recipient.Tell(success(), sender);
        }
        catch (Exception cause)
        {
            recipient.Tell(failure != null ? failure(cause) : new Status.Failure(cause), sender);
        }
    }

    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe, ICanTell recipient, IActorRef sender = null, Func<T, object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);

    public static Task PipeTo(
        this ValueTask taskToPipe, ICanTell recipient, IActorRef sender = null, Func<object> success = null, Func<Exception, object> failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);
}
