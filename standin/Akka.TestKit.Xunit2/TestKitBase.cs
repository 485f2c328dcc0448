using System.Linq.Expressions;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Actor.Cells;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A test with an actor system and a test actor, whose messages the test expects. What the test tells has the test actor as sender.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static int s_systemNumber;
    private static int s_actorNumber;
    private readonly ITestKitAssertions _assertions;
    private readonly Channel<MessageEnvelope> _queue = Channel.CreateUnbounded<MessageEnvelope>();
    private DateTime? _end;

    protected TestKitBase(ITestKitAssertions assertions, ActorSystem system = null, string testActorName = null)
        : this(assertions, system ?? NewSystem(null, null), testActorName, true)
    {
    }

    protected TestKitBase(ITestKitAssertions assertions, ActorSystemSetup setup, string actorSystemName = null, string testActorName = null)
        : this(assertions, ActorSystem.Create(actorSystemName ?? NextSystemName(), setup), testActorName, true)
    {
    }

    protected TestKitBase(ITestKitAssertions assertions, Config config, string actorSystemName = null, string testActorName = null)
        : this(assertions, NewSystem(config, actorSystemName), testActorName, true)
    {
    }

    private TestKitBase(ITestKitAssertions assertions, ActorSystem system, string testActorName, bool _)
    {
        _assertions = assertions;
        Sys = system;
        Log = Logging.GetLogger(system, GetType());
        EventFilter = new EventFilterFactory(this);
        var queue = _queue;
        TestActor = ((ExtendedActorSystem)system).SystemActorOf(
            Props.Create(() => new TestActor(queue)),
            (testActorName ?? "testActor") + Interlocked.Increment(ref s_actorNumber));
        if (this is not INoImplicitSender)
            ActorCell.AmbientSender.Value = TestActor;
    }

    public static Config DefaultConfig { get; } = ConfigurationFactory.ParseString(
        """
        akka.test {
          timefactor = 1.0
          filter-leeway = 3s
          single-expect-default = 3s
          default-timeout = 5s
        }
        """);

    public ActorSystem Sys { get; }

    public IActorRef TestActor { get; }

    public ILoggingAdapter Log { get; }

    public EventFilterFactory EventFilter { get; }

    public MessageEnvelope LastEnvelope { get; private set; }

    public object LastMessage => LastEnvelope?.Message;

    public IActorRef LastSender => LastEnvelope?.Sender;

    public bool HasMessages => _queue.Reader.Count > 0;

    /// <summary>What is left of the innermost Within, else <c>akka.test.single-expect-default</c>.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Setting("single-expect-default", TimeSpan.FromSeconds(3)));

    internal TimeSpan FilterLeeway => Setting("filter-leeway", TimeSpan.FromSeconds(3));

    public TimeSpan Dilated(TimeSpan duration) => duration == Timeout.InfiniteTimeSpan
        ? duration
        : duration * Sys.Settings.Config.GetDouble("akka.test.timefactor", 1);

    public TimeSpan RemainingOrDilated(TimeSpan? duration) => duration is { } given ? Dilated(given) : RemainingOrDefault;

    public IActorRef ActorOf(Props props, string name = null) => Sys.ActorOf(props, name);

    public IActorRef ActorOf<TActor>(string name = null)
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>(), name);

    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string name = null)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name);

    public ActorSelection ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    public ActorSelection ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>An actor that is a child of the test actor.</summary>
    public IActorRef ChildActorOf(Props props, string name = null)
    {
        var spawn = new TestActor.Spawn(props, name);
        Order(spawn);
        return spawn.Child;
    }

    public IActorRef Watch(IActorRef actorToWatch)
    {
        Order(new TestActor.Watch(actorToWatch));
        return actorToWatch;
    }

    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        Order(new TestActor.Unwatch(actorToUnwatch));
        return actorToUnwatch;
    }

    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) => Order(new TestActor.Ignore(shouldIgnoreMessage));

    public void IgnoreMessages<TMsg>() => IgnoreMessages(message => message is TMsg);

    public void IgnoreNoMessages() => IgnoreMessages(_ => false);

    public void SetAutoPilot(AutoPilot pilot) => Order(new TestActor.Pilot(pilot));

    public virtual TestProbe CreateTestProbe(string name = null) => new(Sys, _assertions, name);

    public virtual TestProbe CreateTestProbe(ActorSystem system, string name = null) => new(system, _assertions, name);

    /// <summary>Ends the system; whoever takes longer than the duration is said to.</summary>
    protected virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        var ended = Sys.Terminate().Wait(Dilated(duration ?? TimeSpan.FromSeconds(10)));
        if (verifySystemShutdown && !ended)
            _assertions.Fail($"Failed to stop [{Sys.Name}] within {duration}");
    }

    private static ActorSystem NewSystem(Config config, string name) =>
        ActorSystem.Create(name ?? NextSystemName(), (config ?? Config.Empty).WithFallback(DefaultConfig));

    private static string NextSystemName() => "test" + Interlocked.Increment(ref s_systemNumber);

    private TimeSpan Setting(string name, TimeSpan otherwise) => Dilated(Sys.Settings.Config.GetTimeSpan("akka.test." + name, otherwise));

    private TimeSpan RemainingOr(TimeSpan otherwise)
    {
        if (_end is not { } end)
            return otherwise;
        var left = end - DateTime.UtcNow;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Order(TestActor.Order order) => TestActor.Ask<object>(order, TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
}
