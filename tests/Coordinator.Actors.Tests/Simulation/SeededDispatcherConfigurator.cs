using Akka.Configuration;
using Akka.Dispatch;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Named by the configuration of a simulated system.</summary>
public sealed class SeededDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly SeededDispatcher dispatcher;

    public SeededDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
        => dispatcher = new SeededDispatcher(this);

    public override MessageDispatcher Dispatcher() => dispatcher;
}
