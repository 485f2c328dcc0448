using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor.Cells;

/// <content>
/// Asynchronous handlers. While one is awaited no other user message is handled; its pieces arrive as system messages and so run, like everything else,
/// in the actor's own time, with the context and the sender that the handler began with.
/// </content>
internal sealed partial class ActorCell
{
    private object _awaited;
    private object _awaitedMessage;
    private IActorRef _awaitedSender;

    public void RunHandler(Func<Task> handler)
    {
        if (_awaited != null)
            throw new InvalidOperationException($"{Self} already awaits an asynchronous handler");
        var token = new object();
        _awaited = token;
        _awaitedMessage = _currentMessage;
        _awaitedSender = _currentSender;
        Mailbox.SetSuspended(SuspendReasons.AwaitsHandler);
        var scheduler = new ActorTaskScheduler(this, token);
        Task.Factory.StartNew(handler, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap()
            .ContinueWith(
                done => Mailbox.Post(new TaskEnded(token, Failure(done))),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    /// <summary>Runs a piece of the handler, unless the actor it belonged to has been restarted or stopped meanwhile.</summary>
    public void RunPiece(object token, Action piece)
    {
        if (!ReferenceEquals(_awaited, token))
            return;
        (_currentMessage, _currentSender) = (_awaitedMessage, _awaitedSender);
        try
        {
            piece();
        }
        finally
        {
            (_currentMessage, _currentSender) = (null, null);
        }
    }

    private static Exception Failure(Task done) => done switch
    {
        { IsCanceled: true } => new TaskCanceledException(done),
        { Exception: { InnerExceptions.Count: 1 } one } => one.InnerException,
        _ => done.Exception,
    };

    private void HandleTaskEnded(TaskEnded ended)
    {
        if (!ReferenceEquals(_awaited, ended.Handler))
            return;
        _currentMessage = _awaitedMessage;
        _currentSender = _awaitedSender;
        ForgetHandler();
        if (ended.Cause != null)
            HandleInvokeFailure(ended.Cause);
        else
            LeaveMessage();
    }

    private void ForgetHandler()
    {
        (_awaited, _awaitedMessage, _awaitedSender) = (null, null, null);
        Mailbox.ClearSuspended(SuspendReasons.AwaitsHandler);
    }
}
