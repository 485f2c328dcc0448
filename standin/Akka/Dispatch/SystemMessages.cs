using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>A message of the system to a cell. They overtake user messages and are handled even while an actor is suspended.</summary>
public interface ISystemMessage : INoSerializationVerificationNeeded;

/// <summary>First message of every cell: make the actor.</summary>
internal sealed record Create : ISystemMessage;

/// <summary>The supervisor decided to restart.</summary>
internal sealed record Recreate(Exception Cause) : ISystemMessage;

/// <summary>No user messages until Resume or Recreate.</summary>
internal sealed record Suspend : ISystemMessage;

/// <summary>Goes on after a suspension; with a cause, the failure itself is forgiven.</summary>
internal sealed record Resume(Exception CausedByFailure) : ISystemMessage;

internal sealed record Terminate : ISystemMessage;

/// <summary>From a child to its supervisor.</summary>
internal sealed record Failed(IActorRef Child, Exception Cause) : ISystemMessage;

public sealed class Watch(IInternalActorRef watchee, IInternalActorRef watcher) : ISystemMessage
{
    public IInternalActorRef Watchee { get; } = watchee;

    public IInternalActorRef Watcher { get; } = watcher;
}

public sealed class Unwatch(IInternalActorRef watchee, IInternalActorRef watcher) : ISystemMessage
{
    public IInternalActorRef Watchee { get; } = watchee;

    public IInternalActorRef Watcher { get; } = watcher;
}

public sealed class DeathWatchNotification(IActorRef actor, bool existenceConfirmed, bool addressTerminated) : ISystemMessage
{
    public IActorRef Actor { get; } = actor;

    public bool ExistenceConfirmed { get; } = existenceConfirmed;

    public bool AddressTerminated { get; } = addressTerminated;
}

/// <summary>A piece of an asynchronous handler, to be run as a part of its actor.</summary>
internal sealed record RunTask(ActorTaskScheduler Scheduler, Task Task) : ISystemMessage;

/// <summary>An asynchronous handler has ended, well or badly.</summary>
internal sealed record TaskEnded(object Handler, Exception Cause) : ISystemMessage;
