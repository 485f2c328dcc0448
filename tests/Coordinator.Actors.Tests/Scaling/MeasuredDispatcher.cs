using Akka.Dispatch;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>Gives every turn of every actor to a <see cref="MeasuredQueue"/>.</summary>
internal sealed class MeasuredDispatcher : MessageDispatcher
{
    private readonly MeasuredQueue queue;

    public MeasuredDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator)
    {
        queue = MeasuredQueue.Find(configurator.Config.GetString("queue"));
        Throughput = 100;
    }

    protected override void ExecuteTask(IRunnable run) => queue.Add(run.Run);

    protected override void Shutdown()
    {
    }
}
