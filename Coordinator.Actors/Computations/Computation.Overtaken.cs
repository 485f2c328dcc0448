using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Computations;

/// <summary>Rollbacks that somebody's own order overtakes: what a person has ended does not come back by itself, and what a person has restarted is not ended for an older image.</summary>
internal sealed partial class Computation
{
    private void OnKilledBeforeItIsBack()
    {
        EndForGood();
        Sender.Tell(new KillResult { ComputationId = id, Name = registration.Name });
    }

    private void EndOvertakenRollback(Attempt over, AttemptEnded ended)
    {
        if (rollback is not null && ended.Failure is null && IsOrderedEnd(over, ended))
            EndForGood();
    }

    /// <summary>What a lost node still has, should it be back, is of an earlier life.</summary>
    private void EndForGood()
    {
        GiveUp("it was ended on order");
        wasEndedOnOrder = true;
        registration = registration with { Life = Math.Max(registration.Life + 1, clock.UnixMilliseconds) };
    }

    /// <summary>The rollback's own restart was on its way when the rollback was given up.</summary>
    private void OnRestartOvertaken(RestartOrder order)
        => Context.Parent.Tell(new RestartEnded(order.Request.RequestId, null, Failure.Of(FailureKind.Cancelled, $"{registration.Name}: {lastRollback}")));
}
