using System.Collections.Concurrent;
using Akka.Actor.Cells;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

/// <summary>Puts the parts together, and takes them apart in the reverse order.</summary>
internal sealed class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentBag<Action> _onTermination = [];
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LocalActorRefProvider _local;
    private readonly IActorRefProvider _provider;
    private readonly Config _config;

    public ActorSystemImpl(string name, Config config)
    {
        if (string.IsNullOrEmpty(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException($"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-')", nameof(name));
        Name = name;
        _config = config;
        Settings = new Settings(this, config);
        EventStream = new EventStream();
        Dispatchers = new Dispatchers(Settings.Config);
        Log = new BusLogging(EventStream, $"ActorSystem({name})", typeof(ActorSystem), DefaultLogMessageFormatter.Instance);
        Scheduler = TypeFinder.Create<IScheduler>(Settings.SchedulerClass, Settings.Config.GetConfig("akka.scheduler"), Log);
        _local = new LocalActorRefProvider(this);
        _provider = Settings.ProviderClass switch
        {
            "local" => _local,
            "remote" => NewProvider("Akka.Remote.RemoteActorRefProvider, Akka.Remote"),
            "cluster" => NewProvider("Akka.Cluster.ClusterActorRefProvider, Akka.Cluster"),
            var other => NewProvider(other),
        };
        Serialization = new Serialization.Serialization(this);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override Serialization.Serialization Serialization { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters => _provider.DeadLetters;

    public override Dispatchers Dispatchers { get; }

    public override IScheduler Scheduler { get; }

    public override ILoggingAdapter Log { get; }

    public override Task WhenTerminated => _terminated.Task;

    public override IActorRefProvider Provider => _provider;

    public override IInternalActorRef Guardian => _local.Guardian;

    public override IInternalActorRef SystemGuardian => _local.SystemGuardian;

    internal LocalActorRefProvider Local => _local;

    public ActorSystemImpl Start()
    {
        EventStream.SetLogLevel(Logging.LogLevelFor(Settings.LogLevel));
        EventStream.StartStdoutLogger(Logging.LogLevelFor(Settings.StdoutLogLevel));
        _local.Start(_terminated);
        try
        {
            LoggingStart.StartLoggers(this);
            CoordinatedShutdown.Get(this);
            (_provider as INetworkedProvider)?.Init();
        }
        catch
        {
            FinalTerminate();
            throw;
        }
        return this;
    }

    public override IActorRef ActorOf(Props props, string name = null) => _local.Guardian.Cell.ActorOf(props, name);

    public override IActorRef SystemActorOf(Props props, string name = null) => _local.SystemGuardian.Cell.ActorOf(props, name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorSelection(actorPath.ToString());

    public override ActorSelection ActorSelection(string actorPath) => Actor.ActorSelection.From(this, _local.Guardian, actorPath);

    public override void Stop(IActorRef actor) => ((IInternalActorRef)actor).Stop();

    public override void RegisterOnTermination(Action code) => _onTermination.Add(code);

    public override async Task Terminate()
    {
        if (Settings.Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true))
            await CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);
        // Where the shutdown is not to end the system by itself, this call still is.
        await FinalTerminate().ConfigureAwait(false);
    }

    public override object RegisterExtension(IExtensionId extension) =>
        _extensions.GetOrAdd(extension.ExtensionType, _ => new Lazy<object>(() => extension.CreateExtension(this))).Value;

    public override object GetExtension(IExtensionId extensionId) =>
        _extensions.TryGetValue(extensionId.ExtensionType, out var extension) ? extension.Value : null;

    public override T GetExtension<T>() => _extensions.TryGetValue(typeof(T), out var extension) ? (T)extension.Value : null;

    public override bool HasExtension(Type type) => _extensions.ContainsKey(type);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override string ToString() => $"akka://{Name}";

    internal override Task FinalTerminate()
    {
        _local.Guardian.Stop();
        return WhenTerminated;
    }

    /// <summary>Called when the last actor is gone.</summary>
    internal void RootStopped()
    {
        foreach (var code in _onTermination)
        {
            try
            {
                code();
            }
            catch (Exception failure)
            {
                Log.Error(failure, "A function that was to run on termination failed");
            }
        }
        (_provider as INetworkedProvider)?.Close();
        (Scheduler as IDisposable)?.Dispose();
        EventStream.StopStdoutLogger();
        _terminated.TrySetResult();
    }

    private IActorRefProvider NewProvider(string name)
    {
        const System.Reflection.BindingFlags Constructors =
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DoNotWrapExceptions;
        return (IActorRefProvider)Activator.CreateInstance(TypeFinder.Find(name), Constructors, null, [this], null);
    }
}
