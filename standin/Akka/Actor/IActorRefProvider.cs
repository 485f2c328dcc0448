namespace Akka.Actor;

/// <summary>Makes references of paths and paths of references.</summary>
public interface IActorRefProvider
{
    IInternalActorRef RootGuardian { get; }

    IInternalActorRef Guardian { get; }

    IInternalActorRef SystemGuardian { get; }

    IActorRef DeadLetters { get; }

    ActorPath RootPath { get; }

    Address DefaultAddress { get; }

    TimeSpan AskTimeout { get; }

    /// <summary>The actor of that path (and uid, if the path has one), or a reference whose messages are dead letters.</summary>
    IActorRef ResolveActorRef(string path);

    IActorRef ResolveActorRef(ActorPath actorPath);

    IInternalActorRef RootGuardianAt(Address address);

    ActorPath TempPath();

    void RegisterTempActor(IInternalActorRef actorRef, ActorPath path);

    void UnregisterTempActor(ActorPath path);
}
