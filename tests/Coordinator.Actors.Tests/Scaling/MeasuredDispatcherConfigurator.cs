using Akka.Configuration;
using Akka.Dispatch;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>Named by the configuration of a measured system.</summary>
public sealed class MeasuredDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly MeasuredDispatcher dispatcher;

    public MeasuredDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
        => dispatcher = new MeasuredDispatcher(this);

    public override MessageDispatcher Dispatcher() => dispatcher;
}
