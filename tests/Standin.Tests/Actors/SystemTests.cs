using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Entracte.Standin.Tests.Actors;

public sealed class SystemTests() : TestKit(
    """
    akka.loglevel = DEBUG
    my-pinned { type = PinnedDispatcher }
    """)
{
    [Fact]
    public void The_event_stream_brings_an_event_to_those_who_asked_for_its_class_or_a_base_of_it()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(IEvent));
        Sys.EventStream.Publish(new Derived(1));
        Sys.EventStream.Publish("nobody asked for this");
        Sys.EventStream.Publish(new Derived(2));
        ExpectMsg(new Derived(1));
        ExpectMsg(new Derived(2));
        Sys.EventStream.Unsubscribe(TestActor, typeof(IEvent));
        Sys.EventStream.Publish(new Derived(3));
        TestActor.Tell("last");
        ExpectMsg("last");
    }

    [Fact]
    public void A_log_entry_has_its_level_its_source_its_text_and_its_cause()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        var logger = Sys.ActorOf(Props.Create(() => new Talkative()), "talkative");
        logger.Tell("go");
        var said = FishForMessage<Warning>(_ => true);
        Assert.Equal("one 1 two 2", said.Message.ToString());
        Assert.Equal(LogLevel.WarningLevel, said.LogLevel());
        Assert.Contains("/user/talkative", said.LogSource);
        var failed = FishForMessage<Error>(_ => true);
        Assert.Equal(("failed x", "why"), (failed.Message.ToString(), failed.Cause.Message));
    }

    [Fact]
    public void A_filter_counts_log_entries_by_level_and_text()
    {
        var logger = Sys.ActorOf(Props.Create(() => new Talkative()));
        EventFilter.Warning(start: "one").ExpectOne(() => logger.Tell("go"));
        EventFilter.Warning(contains: "two").Expect(2, () =>
        {
            logger.Tell("go");
            logger.Tell("go");
        });
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => logger.Tell("go"));
    }

    [Fact]
    public void Below_the_log_level_nothing_is_said()
    {
        using var quiet = ActorSystem.Create("quiet", "akka.loglevel = WARNING");
        var log = Logging.GetLogger(quiet, "somebody");
        Assert.False(log.IsInfoEnabled);
        Assert.True(log.IsWarningEnabled);
        Assert.True(Sys.Log.IsDebugEnabled);
    }

    [Fact]
    public void An_extension_exists_once_per_system()
    {
        Assert.Null(new CounterProvider().Get(Sys));
        var first = Sys.WithExtension<Counter, CounterProvider>();
        Assert.Same(first, new CounterProvider().Apply(Sys));
        Assert.Same(first, new CounterProvider().Get(Sys));
        Assert.Same(first, Sys.GetExtension<Counter>());
        Assert.True(Sys.HasExtension<Counter>());
        using var other = ActorSystem.Create("other");
        Assert.NotSame(first, other.WithExtension<Counter, CounterProvider>());
    }

    [Fact]
    public void A_pinned_actor_always_runs_on_the_same_thread_and_on_one_of_its_own()
    {
        var first = Sys.ActorOf(Props.Create(() => new WhereAmI()).WithDispatcher("my-pinned"));
        var second = Sys.ActorOf(Props.Create(() => new WhereAmI()).WithDispatcher("my-pinned"));
        HashSet<int> firsts = [], seconds = [];
        for (var round = 0; round < 50; round++)
        {
            first.Tell("where?");
            firsts.Add(ExpectMsg<int>());
            second.Tell("where?");
            seconds.Add(ExpectMsg<int>());
        }
        Assert.Single(firsts);
        Assert.Single(seconds);
        Assert.NotEqual(firsts.Single(), seconds.Single());
    }

    [Fact]
    public void An_unknown_dispatcher_is_an_error() =>
        Assert.ThrowsAny<Exception>(() => Sys.ActorOf(Props.Create(() => new WhereAmI()).WithDispatcher("nowhere")));

    [Fact]
    public async Task A_coordinated_shutdown_runs_its_phases_in_order_and_ends_the_system()
    {
        var system = ActorSystem.Create("phased");
        var order = new List<string>();
        var shutdown = CoordinatedShutdown.Get(system);
        Add(CoordinatedShutdown.PhaseServiceStop, "stop");
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "first");
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "last");
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        await system.WhenTerminated;
        Assert.Equal(["first", "stop", "last"], order);
        Assert.Same(CoordinatedShutdown.UnknownReason.Instance, shutdown.ShutdownReason);

        void Add(string phase, string name) => shutdown.AddTask(phase, name, () =>
        {
            lock (order)
                order.Add(name);
            return Task.FromResult(Done.Instance);
        });
    }

    [Fact]
    public async Task A_phase_that_fails_does_not_stop_the_shutdown()
    {
        var system = ActorSystem.Create("failing");
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "broken", () => throw new InvalidOperationException("broken"));
        await system.Terminate();
        Assert.True(system.WhenTerminated.IsCompleted);
    }

    [Fact]
    public void A_shutdown_task_for_an_unknown_phase_is_refused() => Assert.Throws<ConfigurationException>(() =>
        CoordinatedShutdown.Get(Sys).AddTask("no-such-phase", "x", () => Task.FromResult(Done.Instance)));

    [Fact]
    public void A_logger_of_ones_own_is_started_by_its_name_in_the_configuration()
    {
        using var system = ActorSystem.Create("logged", $"akka.loggers = [\"{typeof(KeepingLogger).FullName}, {typeof(KeepingLogger).Assembly.GetName().Name}\"]");
        system.Log.Warning("heard");
        AwaitAssert(() => Assert.Contains("heard", KeepingLogger.Kept));
    }

    private interface IEvent;

    private sealed record Derived(int Number) : IEvent;

    private sealed class Talkative : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Talkative() => ReceiveAny(_ =>
        {
            _log.Warning("one {0} two {1}", 1, 2);
            _log.Error(new InvalidOperationException("why"), "failed {0}", "x");
        });
    }

    private sealed class WhereAmI : ReceiveActor
    {
        public WhereAmI() => ReceiveAny(_ => Sender.Tell(Environment.CurrentManagedThreadId));
    }

    private sealed class Counter : IExtension;

    private sealed class CounterProvider : ExtensionIdProvider<Counter>
    {
        public override Counter CreateExtension(ExtendedActorSystem system) => new();
    }

    public sealed class KeepingLogger : ReceiveActor
    {
        public static readonly System.Collections.Concurrent.ConcurrentBag<string> Kept = [];

        public KeepingLogger()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(said => Kept.Add(said.Message.ToString()!));
        }
    }
}
