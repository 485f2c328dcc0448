using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Remote;

/// <summary>Local names as before; names with another system's address are references that send over the network.</summary>
public class RemoteActorRefProvider : INetworkedProvider
{
    private readonly ActorSystemImpl _system;

    internal RemoteActorRefProvider(ActorSystemImpl system)
    {
        _system = system;
        system.Settings.InjectTopLevelFallback(ConfigurationFactory.FromResource("Akka.Remote.Configuration.Remote.conf", typeof(RemoteActorRefProvider).Assembly));
        Transport = new Transport.TcpTransport(system, this);
        Watches = new RemoteWatches(system, this);
    }

    public Address DefaultAddress => Transport.LocalAddress ?? _system.Local.DefaultAddress;

    public ActorPath RootPath => _system.Local.RootPath;

    public IActorRef DeadLetters => _system.Local.DeadLetters;

    public TimeSpan AskTimeout => _system.Local.AskTimeout;

    public IInternalActorRef RootGuardian => _system.Local.RootGuardian;

    public IInternalActorRef Guardian => _system.Local.Guardian;

    public IInternalActorRef SystemGuardian => _system.Local.SystemGuardian;

    internal ActorSystemImpl System => _system;

    internal Transport.TcpTransport Transport { get; }

    internal RemoteWatches Watches { get; }

    public IInternalActorRef RootGuardianAt(Address address) => IsLocal(address) ? _system.Local.RootGuardian : new RemoteActorRef(this, new RootActorPath(address));

    public IActorRef ResolveActorRef(string path) => ActorPath.TryParse(path, out var parsed) ? ResolveActorRef(parsed) : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        if (!IsLocal(actorPath.Address))
            return new RemoteActorRef(this, actorPath);
        var local = RootPath / actorPath.Elements;
        return _system.Local.ResolveActorRef(actorPath.Uid == ActorPath.UndefinedUid ? local : local.WithUid(actorPath.Uid));
    }

    public ActorPath TempPath() => _system.Local.TempPath();

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _system.Local.RegisterTempActor(actorRef, path);

    public void UnregisterTempActor(ActorPath path) => _system.Local.UnregisterTempActor(path);

    void INetworkedProvider.Init() => Init();

    void INetworkedProvider.Close()
    {
        Watches.Dispose();
        Transport.Dispose();
    }

    internal virtual void Init()
    {
        Transport.Listen();
        Watches.Start();
    }

    private bool IsLocal(Address address) => address.HasLocalScope || address == DefaultAddress;
}
