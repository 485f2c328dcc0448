using Entracte.ProcessHook.Capture.SystemV;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Tests.SystemV;

/// <summary>Others of the same user receive messages and remove objects between the moment they are listed and the moment they are looked into.</summary>
public sealed class ObjectsMayEndMeanwhile : IDisposable
{
    private const int IPC_RMID = 0;
    private const int ReadableByNobody = 0;
    private const int ReadableByOwner = 0x180;
    private const int MessageBytes = 5;

    private readonly RunningVictim victim = new("threads");
    private readonly TracerThread tracer = new();
    private readonly FrozenProcess frozen;
    private readonly HookSession hook;

    public ObjectsMayEndMeanwhile()
    {
        frozen = FrozenProcess.Freeze(tracer, victim.Pid, TimeSpan.FromSeconds(30));
        hook = frozen.Inject();
    }

    [Fact]
    public void A_queue_that_lost_messages_since_it_was_listed_has_those_that_are_left()
    {
        var id = Make(SystemCall.msgget, ReadableByOwner);
        try
        {
            var batch = new SyscallBatch();
            batch.Add(SystemCall.msgsnd, id, batch.AddData([7, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]), MessageBytes, 0);
            hook.Run(batch).ThrowIfAnyFailed();
            var queue = MessageQueues.TryPeek(hook, Listed(SystemVKind.MessageQueue, id) with { Size = 3, QueuedBytes = 3 * MessageBytes });
            var message = Assert.Single(queue!.Messages);
            Assert.Equal(7, message.Type);
            Assert.Equal([1, 2, 3, 4, 5], message.Bytes);
        }
        finally
        {
            Remove(SystemVKind.MessageQueue, id);
        }
    }

    [Theory]
    [InlineData(true, ReadableByOwner)]
    [InlineData(true, ReadableByNobody)]
    [InlineData(false, ReadableByOwner)]
    [InlineData(false, ReadableByNobody)]
    public void Only_what_was_removed_is_gone_and_not_what_nobody_may_read(bool isQueue, int mode)
    {
        var kind = isQueue ? SystemVKind.MessageQueue : SystemVKind.SemaphoreSet;
        var listed = Listed(kind, isQueue ? Make(SystemCall.msgget, mode) : Make(SystemCall.semget, mode));
        try
        {
            Assert.False(SystemVRemoval.IsGone(hook, listed));
        }
        finally
        {
            Remove(kind, listed.Id);
        }
        Assert.True(SystemVRemoval.IsGone(hook, listed));
        Assert.True(isQueue ? MessageQueues.TryPeek(hook, listed) is null : SemaphoreSets.TryRead(hook, listed) is null);
    }

    public void Dispose()
    {
        frozen.Dispose();
        tracer.Dispose();
        victim.Dispose();
    }

    private static SystemVObject Listed(SystemVKind kind, int id) => new(kind, 0, id, ReadableByOwner, 1, 0, [0, 0], 0, 0, 0, false);

    private int Make(long call, int mode)
    {
        var batch = new SyscallBatch();
        if (call == SystemCall.msgget)
            batch.Add(call, 0, mode);
        else
            batch.Add(call, 0, 1, mode);
        return (int)hook.Run(batch).ThrowIfAnyFailed().Raw(0);
    }

    private void Remove(SystemVKind kind, int id)
    {
        var batch = new SyscallBatch();
        if (kind == SystemVKind.MessageQueue)
            batch.Add(SystemCall.msgctl, id, IPC_RMID, 0);
        else
            batch.Add(SystemCall.semctl, id, 0, IPC_RMID);
        hook.Run(batch).ThrowIfAnyFailed();
    }
}
