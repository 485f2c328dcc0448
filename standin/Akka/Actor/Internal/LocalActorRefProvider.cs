using System.Collections.Concurrent;
using Akka.Actor.Cells;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor.Internal;

/// <summary>
/// Guardians and names of one process: <c>/user</c> for actors of the program, <c>/system</c> for the system's own, which end last, <c>/temp</c> for
/// references that wait for an answer, and <c>/deadLetters</c>.
/// </summary>
internal sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly ActorSystemImpl _system;
    private readonly ConcurrentDictionary<string, IInternalActorRef> _temporary = new();
    private readonly ActorPath _temporaryPath;
    private long _temporaryName;
    private LocalActorRef _root;
    private LocalActorRef _user;
    private LocalActorRef _internals;

    public LocalActorRefProvider(ActorSystemImpl system)
    {
        _system = system;
        RootPath = new RootActorPath(new Address("akka", system.Name));
        _temporaryPath = RootPath / "temp";
        DeadLetters = new DeadLetterActorRef(this, RootPath / "deadLetters", system.EventStream);
    }

    public ActorPath RootPath { get; }

    public Address DefaultAddress => RootPath.Address;

    public IActorRef DeadLetters { get; }

    public TimeSpan AskTimeout => _system.Settings.AskTimeout;

    public LocalActorRef Guardian => _user;

    public LocalActorRef SystemGuardian => _internals;

    public IInternalActorRef RootGuardian => _root;

    IInternalActorRef IActorRefProvider.Guardian => _user;

    IInternalActorRef IActorRefProvider.SystemGuardian => _internals;

    public void Start(TaskCompletionSource terminated)
    {
        var walker = new BubbleWalker(this, RootPath / "bubble-walker", _system);
        var root = new ActorCell(_system, Props.Create(() => new RootGuardianActor()), RootPath, walker);
        _root = root.Self;
        root.Start();
        _internals = (LocalActorRef)root.ActorOf(Props.Create(() => new GuardianActor()), "system");
        _user = (LocalActorRef)root.ActorOf(Props.Create(() => new GuardianActor()), "user");
        _root.Tell(_user, ActorRefs.NoSender);
    }

    public IInternalActorRef RootGuardianAt(Address address) => address == DefaultAddress || address.HasLocalScope
        ? _root
        : new EmptyLocalActorRef(this, new RootActorPath(address));

    public IActorRef ResolveActorRef(string path) => ActorPath.TryParse(path, out var parsed) ? ResolveActorRef(parsed, path) : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath actorPath) => ResolveActorRef(actorPath, actorPath.ToSerializationFormat());

    public ActorPath TempPath() => _temporaryPath / ("$" + Interlocked.Increment(ref _temporaryName).ToString("x"));

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _temporary[path.Name] = actorRef;

    public void UnregisterTempActor(ActorPath path) => _temporary.TryRemove(path.Name, out _);

    private IActorRef ResolveActorRef(ActorPath path, string text)
    {
        if (path.Address != DefaultAddress)
            return new EmptyLocalActorRef(this, path);
        if (path == DeadLetters.Path)
            return DeadLetters;
        if (path.Parent == _temporaryPath)
            return _temporary.TryGetValue(path.Name, out var waiting) ? waiting : new EmptyLocalActorRef(this, path);
        IInternalActorRef at = _root;
        foreach (var name in path.Elements)
        {
            // Only the last name may carry a uid, and the path has taken it off.
            if (at.GetChild(name) is not IInternalActorRef child || child is Nobody)
                return new EmptyLocalActorRef(this, path);
            at = child;
        }
        return path.Uid == ActorPath.UndefinedUid || path.Uid == at.Path.Uid ? at : new EmptyLocalActorRef(this, path);
    }

    /// <summary>Ends when the guardian of the program's actors has ended; the system's own actors, the loggers among them, live longer than those.</summary>
    private sealed class RootGuardianActor : ReceiveActor
    {
        public RootGuardianActor()
        {
            Receive<LocalActorRef>(user => Context.Watch(user));
            Receive<Terminated>(_ => Context.Stop(Self));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
    }

    private sealed class GuardianActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    /// <summary>The parent of the root, outside of everything.</summary>
    private sealed class BubbleWalker(LocalActorRefProvider provider, ActorPath path, ActorSystemImpl system) : MinimalActorRef
    {
        public override ActorPath Path => path;

        public override IActorRefProvider Provider => provider;

        public override void SendSystemMessage(ISystemMessage message)
        {
            switch (message)
            {
                case Failed failed:
                    system.Log.Error(failed.Cause, "guardian failed, shutting down system");
                    provider._root.Stop();
                    break;
                case DeathWatchNotification:
                    ThreadPool.UnsafeQueueUserWorkItem(_ => system.RootStopped(), null);
                    break;
            }
        }
    }
}
