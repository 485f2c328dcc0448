using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor.Cells;

/// <summary>
/// The life of one actor name: its mailbox, its children, its watchers, and the actor object, which a restart replaces. Everything here that is not
/// said to be callable from outside runs on the thread that runs the mailbox at that time, one at a time; the mailbox orders these threads.
/// </summary>
internal sealed partial class ActorCell : IUntypedActorContext
{
    /// <summary>Who sends when no actor does: the test actor, in a test.</summary>
    internal static readonly AsyncLocal<IActorRef> AmbientSender = new();

    [ThreadStatic]
    private static ActorCell t_current;

    private readonly ActorSystemImpl _system;
    private readonly Stack<Receive> _behaviours = new();
    private ActorBase _actor;
    private object _currentMessage;
    private IActorRef _currentSender;

    public ActorCell(ActorSystemImpl system, Props props, ActorPath path, IInternalActorRef parent)
    {
        _system = system;
        Props = props;
        Parent = parent;
        Dispatcher = system.Dispatchers.Lookup(props.Dispatcher);
        Self = new LocalActorRef(this, path);
        Mailbox = new Mailbox(this, Dispatcher);
    }

    public static ActorCell Current => t_current;

    public static IActorRef CurrentSelf => t_current?.Self ?? AmbientSender.Value;

    public LocalActorRef Self { get; }

    public IInternalActorRef Parent { get; }

    public Props Props { get; }

    public MessageDispatcher Dispatcher { get; }

    public Mailbox Mailbox { get; }

    public ActorSystemImpl SystemImpl => _system;

    public ActorSystem System => _system;

    public IActorRef Sender => _currentSender ?? _system.DeadLetters;

    IActorRef IActorContext.Self => Self;

    IActorRef IActorContext.Parent => Parent;

    /// <summary>Lets the cell live. Callable from outside, once.</summary>
    public void Start() => Mailbox.Post(new Create());

    public void Become(Receive receive)
    {
        _behaviours.TryPop(out _);
        _behaviours.Push(receive);
    }

    public void BecomeStacked(Receive receive) => _behaviours.Push(receive);

    public void Become(UntypedReceive receive) => Become(AsReceive(receive));

    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(AsReceive(receive));

    /// <summary>The lowest behaviour is never taken away: an actor always has one.</summary>
    public void UnbecomeStacked()
    {
        if (_behaviours.Count > 1)
            _behaviours.Pop();
    }

    public ActorSelection ActorSelection(ActorPath actorPath) => _system.ActorSelection(actorPath);

    public ActorSelection ActorSelection(string actorPath) => Actor.ActorSelection.From(_system, Self, actorPath);

    /// <summary>Makes this cell the current one of this thread until the scope ends.</summary>
    public static CurrentScope Enter(ActorCell cell)
    {
        var before = t_current;
        t_current = cell;
        return new CurrentScope(before);
    }

    private static Receive AsReceive(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private void CreateActor()
    {
        _behaviours.Clear();
        var actor = Props.NewActor();
        if (actor is IWithTimers withTimers)
            withTimers.Timers = _timers = new Scheduling.TimerScheduler(this);
        if (actor is IActorStash withStash)
            withStash.Stash = _stash = new Stash(this);
        actor.Constructed();
        _actor = actor;
    }

    internal readonly struct CurrentScope(ActorCell before) : IDisposable
    {
        public void Dispose() => t_current = before;
    }
}
