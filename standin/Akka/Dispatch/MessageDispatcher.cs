namespace Akka.Dispatch;

/// <summary>Decides which threads actors run on.</summary>
public abstract class MessageDispatcher
{
    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Id = configurator.Config.GetString("id", "");
        Throughput = configurator.Config.GetInt("throughput", 30);
    }

    private protected MessageDispatcher(string id, int throughput) => (Id, Throughput) = (id, throughput);

    public MessageDispatcherConfigurator Configurator { get; }

    public string Id { get; }

    /// <summary>How many messages an actor may handle before another one has its turn.</summary>
    public int Throughput { get; protected set; }

    /// <summary>Has it run, on whatever thread, now or later.</summary>
    protected abstract void ExecuteTask(IRunnable run);

    /// <summary>Nothing will be given to this dispatcher any more.</summary>
    protected abstract void Shutdown();

    internal virtual IMailboxRunner NewRunner() => new Executed(this);

    private sealed class Executed(MessageDispatcher dispatcher) : IMailboxRunner
    {
        public void Run(Mailbox mailbox) => dispatcher.ExecuteTask(mailbox);

        public void Dispose()
        {
        }
    }
}

/// <summary>Runs one mailbox; disposed of when that closes.</summary>
internal interface IMailboxRunner : IDisposable
{
    void Run(Mailbox mailbox);
}

/// <summary>All actors share the thread pool.</summary>
internal sealed class ThreadPoolMessageDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    protected override void ExecuteTask(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem((Mailbox)run, preferLocal: false);

    protected override void Shutdown()
    {
    }
}
