using Akka.Dispatch;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Gives every turn of every actor to a <see cref="RunQueue"/>, one message a turn.</summary>
internal sealed class SeededDispatcher : MessageDispatcher
{
    private readonly RunQueue queue;

    public SeededDispatcher(MessageDispatcherConfigurator configurator)
        : base(configurator)
    {
        queue = RunQueue.Find(configurator.Config.GetString("run-queue"));
        Throughput = 1;
    }

    protected override void ExecuteTask(IRunnable run) => queue.Add(run.Run);

    protected override void Shutdown()
    {
    }
}
