using Akka.Configuration;
using Akka.Dispatch;
using Entracte.Coordinator.Actors.Tests.Twins;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>Named by the configuration of a measured system: its actors run in a <see cref="MeasuredQueue"/>.</summary>
public sealed class MeasuredDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly QueueDispatcher dispatcher;

    public MeasuredDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
        => dispatcher = new QueueDispatcher(this, MeasuredQueue.Find(config.GetString("queue")).Add, 100);

    public override MessageDispatcher Dispatcher() => dispatcher;
}
