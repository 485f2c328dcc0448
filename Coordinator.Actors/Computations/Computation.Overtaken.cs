using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Computations;

/// <summary>Rollbacks that somebody's own order overtakes: what a person has ended does not come back by itself, and what a person has restarted is not ended for an older image.</summary>
internal sealed partial class Computation
{
    private void OnKilledBeforeItIsBack()
    {
        GiveUp("it was ended on order");
        wasEndedOnOrder = true;
        Sender.Tell(new KillResult { ComputationId = id, Name = registration.Name });
    }

    private void EndOvertakenRollback(Attempt over, AttemptEnded ended)
    {
        if (rollback is null)
            return;
        if (IsOrderedEnd(over, ended))
            GiveUp("it was ended on order");
        else if (ended.Result is RestartResult && !Equals(over.Asked?.Asker, Self))
            GiveUp("it was restarted on order");
    }

    /// <summary>The rollback's own restart was on its way when the rollback was given up.</summary>
    private void OnRestartOvertaken(RestartOrder order)
        => Context.Parent.Tell(new RestartEnded(order.Request.RequestId, null, Failure.Of(FailureKind.Cancelled, $"{registration.Name}: {lastRollback}")));
}
