namespace Akka.Actor;

public abstract class AkkaException : Exception
{
    protected AkkaException(string message, Exception cause = null)
        : base(message, cause)
    {
    }

    protected AkkaException()
    {
    }

    protected Exception Cause => InnerException;
}

public class ActorInitializationException : AkkaException
{
    public ActorInitializationException(string message)
        : base(message)
    {
    }

    public ActorInitializationException(IActorRef actor, string message, Exception cause = null)
        : base(actor is null ? message : $"{actor}: {message}", cause) => Actor = actor;

    public IActorRef Actor { get; }
}

public class ActorKilledException(string message) : AkkaException(message);

public class ActorNotFoundException(string message = null, Exception cause = null) : AkkaException(message, cause);

public class AskTimeoutException(string message) : AkkaException(message);

public class DeathPactException(IActorRef deadActor) : AkkaException($"Monitored actor [{deadActor}] terminated")
{
    public IActorRef DeadActor { get; } = deadActor;
}

public class IllegalActorStateException(string message) : AkkaException(message);

public class InvalidActorNameException(string message, Exception innerException = null) : AkkaException(message, innerException);

public class InvalidMessageException(string message) : AkkaException(message);

public class PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor, $"Exception post restart (original cause: {originalCause?.GetType().Name})", cause)
{
    public Exception OriginalCause { get; } = originalCause;
}

public class PreRestartException(IActorRef actor, Exception restartException, Exception cause, object optionalMessage)
    : ActorInitializationException(actor, $"Exception in PreRestart(cause: {cause?.GetType().Name}, message: {optionalMessage?.GetType().Name})", restartException);

public class StashOverflowException(string message, Exception cause = null) : AkkaException(message, cause);
