using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>Every actor has a thread of its own for as long as it lives.</summary>
internal sealed class PinnedMessageDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    internal override IMailboxRunner NewRunner() => new ThreadRunner(Id);

    protected override void ExecuteTask(IRunnable run) => throw new NotSupportedException("each mailbox has a runner of its own");

    protected override void Shutdown()
    {
    }

    private sealed class ThreadRunner : IMailboxRunner
    {
        private readonly BlockingCollection<Mailbox> _turns = [];

        public ThreadRunner(string name) => new Thread(Work) { IsBackground = true, Name = name }.UnsafeStart();

        public void Run(Mailbox mailbox)
        {
            try
            {
                _turns.Add(mailbox);
            }
            catch (InvalidOperationException) when (_turns.IsAddingCompleted)
            {
                // The mailbox has closed between the post and this; the post buries its message itself.
            }
        }

        public void Dispose() => _turns.CompleteAdding();

        private void Work()
        {
            foreach (var mailbox in _turns.GetConsumingEnumerable())
                mailbox.Run();
        }
    }
}
