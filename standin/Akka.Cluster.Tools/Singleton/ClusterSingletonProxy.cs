using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// Sends on to the singleton, wherever it is. While nobody knows where, messages wait, and when too many wait the oldest are dropped.
/// </summary>
public sealed class ClusterSingletonProxy : ReceiveActor, IWithTimers
{
    private const string IdentifyTimer = "identify";

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly string[] _singletonPath;
    private readonly ClusterSingletonProxySettings _settings;
    private readonly Dictionary<UniqueAddress, Member> _members = [];
    private readonly Queue<(object Message, IActorRef Sender)> _waiting = new();
    private IActorRef _singleton;
    private Address _oldest;

    public ClusterSingletonProxy(string singletonManagerPath, ClusterSingletonProxySettings settings)
    {
        _singletonPath = [.. singletonManagerPath.Split('/', StringSplitOptions.RemoveEmptyEntries), settings.SingletonName];
        _settings = settings;
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            foreach (var member in state.Members)
                Know(member);
            Find();
        });
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            _members.Remove(removed.Member.UniqueAddress);
            Find();
        });
        Receive<ClusterEvent.IMemberEvent>(happened =>
        {
            Know(happened.Member);
            Find();
        });
        Receive<IdentifyDue>(_ => Identify());
        Receive<ActorIdentity>(OnIdentity);
        Receive<Terminated>(terminated =>
        {
            if (!terminated.ActorRef.Equals(_singleton))
                return;
            _singleton = null;
            Search();
        });
        ReceiveAny(SendOn);
    }

    public ITimerScheduler Timers { get; set; }

    public static Props Props(string singletonManagerPath, ClusterSingletonProxySettings settings) =>
        Actor.Props.Create(() => new ClusterSingletonProxy(singletonManagerPath, settings));

    protected override void PreStart() => _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Know(Member member)
    {
        if (_settings.Role is null || member.HasRole(_settings.Role))
            _members[member.UniqueAddress] = member;
    }

    private void Find()
    {
        var oldest = _members.Values.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving)
            .Aggregate((Member)null, (known, member) => known is null || member.IsOlderThan(known) ? member : known)?.Address;
        if (oldest == _oldest)
            return;
        _oldest = oldest;
        if (_singleton is not null)
            Context.Unwatch(_singleton);
        _singleton = null;
        Search();
    }

    private void Search()
    {
        Timers.StartPeriodicTimer(IdentifyTimer, new IdentifyDue(), _settings.SingletonIdentificationInterval);
        Identify();
    }

    private void Identify()
    {
        if (_singleton is null && _oldest is not null)
            Context.ActorSelection(new RootActorPath(_oldest) / _singletonPath).Tell(new Identify(_oldest.ToString()), Self);
    }

    private void OnIdentity(ActorIdentity identity)
    {
        if (_singleton is not null || identity.Subject is not { } found || !Equals(identity.MessageId, _oldest?.ToString()))
            return;
        Timers.Cancel(IdentifyTimer);
        _singleton = Context.Watch(found);
        _log.Info("Singleton identified at [{0}]", found.Path);
        while (_waiting.TryDequeue(out var waited))
            found.Tell(waited.Message, waited.Sender);
    }

    private void SendOn(object message)
    {
        if (_singleton is not null)
        {
            _singleton.Forward(message);
            return;
        }

        if (_settings.BufferSize == 0)
            return;
        if (_waiting.Count >= _settings.BufferSize)
        {
            _log.Warning("Singleton not available and buffer is full, dropping first message");
            _waiting.Dequeue();
        }

        _waiting.Enqueue((message, Sender));
    }

    private sealed record IdentifyDue : INoSerializationVerificationNeeded;
}
