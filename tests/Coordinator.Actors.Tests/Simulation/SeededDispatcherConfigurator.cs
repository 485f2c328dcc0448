using Akka.Configuration;
using Akka.Dispatch;
using Entracte.Coordinator.Actors.Tests.Twins;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Named by the configuration of a simulated system: its actors run in a <see cref="RunQueue"/>, one message a turn.</summary>
public sealed class SeededDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly QueueDispatcher dispatcher;

    public SeededDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
        => dispatcher = new QueueDispatcher(this, RunQueue.Find(config.GetString("run-queue")).Add, 1);

    public override MessageDispatcher Dispatcher() => dispatcher;
}
