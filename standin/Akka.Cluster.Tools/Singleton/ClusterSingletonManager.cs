using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// Runs the singleton where this member is the oldest of its role, and nowhere else. One rule keeps two from running: it begins only when every older member that was
/// ever known is gone, for longer than the margin where it was downed, or has said that it has handed over.
/// </summary>
public sealed class ClusterSingletonManager : ReceiveActor, IWithTimers
{
    private const string RetryTimer = "retry";

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Props _singletonProps;
    private readonly object _terminationMessage;
    private readonly ClusterSingletonManagerSettings _settings;
    private readonly Dictionary<UniqueAddress, Member> _members = [];
    private readonly HashSet<UniqueAddress> _handedOver = [];
    private readonly HashSet<UniqueAddress> _mayStillRun = [];
    private readonly HashSet<IActorRef> _successors = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRef _singleton;

    public ClusterSingletonManager(Props singletonProps, object terminationMessage, ClusterSingletonManagerSettings settings)
    {
        _singletonProps = singletonProps;
        _terminationMessage = terminationMessage;
        _settings = settings;
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            foreach (var member in state.Members)
                Know(member);
            Consider();
        });
        Receive<ClusterEvent.MemberRemoved>(OnRemoved);
        Receive<ClusterEvent.IMemberEvent>(happened =>
        {
            Know(happened.Member);
            Consider();
        });
        Receive<MarginOver>(over =>
        {
            _mayStillRun.Remove(over.Member);
            Consider();
        });
        Receive<HandOverToMe>(_ => OnHandOverToMe());
        Receive<HandOverDone>(_ => OnHandOverDone());
        Receive<RetryDue>(_ => Consider());
        Receive<ShutDown>(_ => EndHere());
        Receive<Terminated>(_ => OnTerminated());
    }

    public ITimerScheduler Timers { get; set; }

    public static Props Props(Props singletonProps, ClusterSingletonManagerSettings settings) => Props(singletonProps, PoisonPill.Instance, settings);

    public static Props Props(Props singletonProps, object terminationMessage, ClusterSingletonManagerSettings settings) =>
        Actor.Props.Create(() => new ClusterSingletonManager(singletonProps, terminationMessage, settings));

    protected override void PreStart()
    {
        SingletonDefaults.Bind(Context.System);
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
        var (self, ended) = (Self, _ended.Task);
        // Before this member says that it is through with everything, the singleton has ended here, and whoever asks is told so.
        CoordinatedShutdown.Get(Context.System).AddTask(CoordinatedShutdown.PhaseClusterExiting, $"singleton-exiting-{self.Path.Name}", async () =>
        {
            self.Tell(new ShutDown(), ActorRefs.NoSender);
            await ended.ConfigureAwait(false);
            return Done.Instance;
        });
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _ended.TrySetResult();
    }

    private void Know(Member member)
    {
        if (_settings.Role is null || member.HasRole(_settings.Role))
            _members[member.UniqueAddress] = member;
    }

    private void OnRemoved(ClusterEvent.MemberRemoved removed)
    {
        var gone = removed.Member.UniqueAddress;
        if (gone == _cluster.SelfUniqueAddress)
        {
            EndHere();
            return;
        }

        // It may not know yet that it was downed; the margin is the time in which it finds out.
        if (_members.Remove(gone) && removed.PreviousStatus == MemberStatus.Down && !_handedOver.Contains(gone) && _settings.RemovalMargin > TimeSpan.Zero)
        {
            _mayStillRun.Add(gone);
            Timers.StartSingleTimer(gone, new MarginOver(gone), _settings.RemovalMargin);
        }

        Consider();
    }

    private void Consider()
    {
        var self = _members.GetValueOrDefault(_cluster.SelfUniqueAddress);
        if (_singleton is not null || self is not { Status: MemberStatus.Up or MemberStatus.Leaving } || _mayStillRun.Count > 0)
            return;
        // Those that only join have no age yet; they will be younger.
        var older = _members.Values
            .Where(other => other.UniqueAddress != self.UniqueAddress && other.Status is not (MemberStatus.Joining or MemberStatus.WeaklyUp) && other.IsOlderThan(self))
            .ToList();
        if (older.Any(other => other.Status is MemberStatus.Up or MemberStatus.Leaving))
            return;
        var waiting = older.Where(other => !_handedOver.Contains(other.UniqueAddress)).ToList();
        if (waiting.Count == 0)
        {
            Timers.Cancel(RetryTimer);
            _log.Info("Singleton manager starting singleton actor [{0}/{1}]", Self.Path, _settings.SingletonName);
            _singleton = Context.Watch(Context.ActorOf(_singletonProps, _settings.SingletonName));
            return;
        }

        foreach (var other in waiting.Where(other => other.Status == MemberStatus.Exiting))
            Context.ActorSelection(new RootActorPath(other.Address) / Self.Path.Elements).Tell(HandOverToMe.Instance, Self);
        Timers.StartSingleTimer(RetryTimer, new RetryDue(), _settings.HandOverRetryInterval);
    }

    private void OnHandOverToMe()
    {
        if (_singleton is null)
        {
            Sender.Tell(HandOverDone.Instance, Self);
            return;
        }

        // Who asks has heard that this member is leaving; it hears so itself in a moment.
        _successors.Add(Sender);
        if (_members.GetValueOrDefault(_cluster.SelfUniqueAddress) is { Status: MemberStatus.Exiting or MemberStatus.Down })
            EndHere();
    }

    private void OnHandOverDone()
    {
        foreach (var member in _members.Values.Where(member => member.Address == Sender.Path.Address))
            _handedOver.Add(member.UniqueAddress);
        Consider();
    }

    private void EndHere()
    {
        if (_singleton is not null)
            _singleton.Tell(_terminationMessage, Self);
        else
            _ended.TrySetResult();
    }

    private void OnTerminated()
    {
        _log.Info("Singleton actor [{0}] has terminated", _singleton.Path);
        _singleton = null;
        foreach (var successor in _successors)
            successor.Tell(HandOverDone.Instance, Self);
        _successors.Clear();
        _ended.TrySetResult();
        if (_cluster.SelfMember.Status is MemberStatus.Up)
            Context.Stop(Self);
    }

    private sealed record RetryDue : INoSerializationVerificationNeeded;

    private sealed record ShutDown : INoSerializationVerificationNeeded;

    private sealed record MarginOver(UniqueAddress Member) : INoSerializationVerificationNeeded;
}
