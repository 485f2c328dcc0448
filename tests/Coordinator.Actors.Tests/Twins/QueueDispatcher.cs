using Akka.Dispatch;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>Gives every turn of every actor to a queue, for somebody else to run.</summary>
internal sealed class QueueDispatcher : MessageDispatcher
{
    private readonly Action<Action> add;

    /// <param name="messagesATurn">At most.</param>
    public QueueDispatcher(MessageDispatcherConfigurator configurator, Action<Action> add, int messagesATurn)
        : base(configurator)
    {
        this.add = add;
        Throughput = messagesATurn;
    }

    protected override void ExecuteTask(IRunnable run) => add(run.Run);

    protected override void Shutdown()
    {
    }
}
