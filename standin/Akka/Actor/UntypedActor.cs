using Akka.Actor.Cells;

namespace Akka.Actor;

/// <summary>An actor with one method for all messages.</summary>
public abstract class UntypedActor : ActorBase
{
    protected static new IUntypedActorContext Context => (ActorCell)ActorBase.Context;

    protected sealed override bool Receive(object message) => ReceiveMessage(message);

    protected abstract void OnReceive(object message);

    protected void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    protected void RunTask(Func<Task> action) => Dispatch.ActorTaskScheduler.RunTask(action);

    protected void Become(UntypedReceive receive) => Context.Become(receive);

    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);

    private protected virtual bool ReceiveMessage(object message)
    {
        OnReceive(message);
        return true;
    }
}
