using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => new(system);
}

/// <summary>The end of a system in phases; the tasks of one phase run side by side, and a phase that takes too long or fails is left behind.</summary>
public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Run)>> _tasks = [];
    private readonly Config _config;
    private readonly List<string> _order = [];
    private Task<Done> _run;

    internal CoordinatedShutdown(ExtendedActorSystem system)
    {
        System = system;
        _config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        foreach (var (phase, _) in Phases.AsEnumerable())
            Order(phase, []);
        if (_config.GetBoolean("terminate-actor-system", true))
        {
            AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
            {
                await system.FinalTerminate().ConfigureAwait(false);
                return Done.Instance;
            });
        }
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Why the shutdown runs; null while it does not.</summary>
    public Reason ShutdownReason { get; private set; }

    private Config Phases => _config.GetConfig("phases");

    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_order.Contains(phase))
            throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(',', _order)}]");
        lock (_tasks)
        {
            if (!_tasks.TryGetValue(phase, out var tasks))
                _tasks.Add(phase, tasks = []);
            tasks.Add((taskName, task));
        }
    }

    /// <summary>Runs all phases, or those from the given one; whoever calls it again gets the same run.</summary>
    public Task<Done> Run(Reason reason, string fromPhase = null)
    {
        lock (_tasks)
        {
            ShutdownReason ??= reason;
            return _run ??= Task.Run(() => RunPhases(fromPhase));
        }
    }

    public TimeSpan Timeout(string phase) => Phases.GetTimeSpan(phase + ".timeout", _config.GetTimeSpan("default-phase-timeout", TimeSpan.FromSeconds(5)));

    private async Task<Done> RunPhases(string fromPhase)
    {
        foreach (var phase in _order.SkipWhile(phase => fromPhase != null && phase != fromPhase))
        {
            (string Name, Func<Task<Done>> Run)[] tasks;
            lock (_tasks)
                tasks = _tasks.TryGetValue(phase, out var found) ? [.. found] : [];
            try
            {
                await Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Run))).WaitAsync(Timeout(phase)).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                System.Log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase, Timeout(phase));
            }
        }
        return Done.Instance;
    }

    private async Task RunTask(string phase, string name, Func<Task<Done>> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            System.Log.Warning(failure, "Task [{0}] failed in phase [{1}]: {2}", name, phase, failure.Message);
        }
    }

    /// <summary>Puts a phase after all those that it depends on.</summary>
    private void Order(string phase, IReadOnlyList<string> underway)
    {
        if (underway.Contains(phase))
            throw new ConfigurationException($"Cycle detected in graph of phases: {string.Join(" -> ", underway)} -> {phase}");
        if (_order.Contains(phase))
            return;
        foreach (var earlier in Phases.GetStringList(phase + ".depends-on"))
            Order(earlier, [.. underway, phase]);
        _order.Add(phase);
    }

    public class Reason
    {
        protected Reason()
        {
        }
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();
    }

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();
    }

    public class ClusterDowningReason : Reason
    {
        public static readonly Reason Instance = new ClusterDowningReason();
    }

    public class ClusterLeavingReason : Reason
    {
        public static readonly Reason Instance = new ClusterLeavingReason();
    }
}
