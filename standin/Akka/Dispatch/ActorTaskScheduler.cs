using Akka.Actor.Cells;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>Brings the continuations of an asynchronous handler back to its actor.</summary>
public sealed class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;
    private readonly object _handler;

    internal ActorTaskScheduler(ActorCell cell, object handler)
    {
        _cell = cell;
        _handler = handler;
    }

    /// <summary>Runs the function as the asynchronous rest of the message that is being handled.</summary>
    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = ActorCell.Current ?? throw new InvalidOperationException("RunTask must be call from an actor context.");
        cell.RunHandler(asyncAction);
    }

    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    internal void Run(Task task) => _cell.RunPiece(_handler, () => TryExecuteTask(task));

    protected override void QueueTask(Task task) => _cell.Mailbox.Post(new RunTask(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => null;
}
