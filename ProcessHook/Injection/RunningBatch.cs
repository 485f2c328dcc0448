using System.Runtime.ExceptionServices;

namespace Entracte.ProcessHook.Injection;

/// <summary>A batch that a server has been sent, see <see cref="ISyscallServer.Start"/>.</summary>
public sealed class RunningBatch
{
    private readonly ServerChannel channel;
    private SyscallReply? reply;
    private ExceptionDispatchInfo? failure;

    internal RunningBatch(ServerChannel channel, SyscallBatch batch, long startedAt) => (this.channel, Batch, StartedAt) = (channel, batch, startedAt);

    internal SyscallBatch Batch { get; }

    /// <summary>A timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    internal long StartedAt { get; }

    /// <summary>Waits for the reply.</summary>
    /// <exception cref="TimeoutException">The server does not answer within its time.</exception>
    /// <exception cref="ProcessGoneException">It has died.</exception>
    public SyscallReply Await()
    {
        channel.Await(this);
        failure?.Throw();
        return reply!;
    }

    internal void Succeed(SyscallReply received) => reply = received;

    internal void Fail(Exception why) => failure = ExceptionDispatchInfo.Capture(why);
}
