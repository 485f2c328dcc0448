using Akka.Actor;
using Entracte.Coordinator.Coordination;

namespace Entracte.Coordinator.Migrations;

/// <summary>
/// Empties a node: one computation after the other, each to where there is most room then. It asks the coordinator as anybody would, and looks again after each: what
/// has come meanwhile goes as well. Whoever cannot go runs on.
/// </summary>
internal sealed class EvictionActor : ReceiveActor
{
    private readonly EvictRequest request;
    private readonly IActorRef asker;
    private readonly HashSet<string> tried = [];
    private readonly List<MigrationResult> moved = [];
    private readonly List<EvictionRest> left = [];
    private ComputationStatus? leaving;
    private string migrationId = "";
    private Failure? withdrawn;

    public EvictionActor(EvictRequest request, IActorRef asker)
    {
        (this.request, this.asker) = (request, asker);
        Receive<SystemStatus>(Go);
        Receive<MigrationResult>(result => OnAnswer(() => moved.Add(result)));
        Receive<Failure>(failure => OnAnswer(() => left.Add(new EvictionRest { ComputationId = leaving!.Id, Name = leaving.Name, Failure = failure })));
        Receive<WithdrawRequest>(OnWithdraw);
    }

    protected override void PreStart() => Look();

    private void Look() => Context.Parent.Tell(new StatusRequest());

    private void Go(SystemStatus status)
    {
        if (leaving is not null)
            return;
        if (withdrawn is not null)
        {
            GiveUp(withdrawn);
            return;
        }

        if (EvictionChoice.Next(status, request.Node, tried) is not { } next)
        {
            asker.Tell(new EvictionResult { Node = request.Node, Moved = [.. moved], Left = [.. left] });
            Context.Stop(Self);
            return;
        }

        tried.Add(next.Id);
        if (EvictionChoice.Target(status, next, request.Node, request.To) is not { } target)
        {
            var wanted = request.To.Length > 0 ? $"none of {string.Join(", ", request.To)} is there and" : "there is no other node that";
            left.Add(new EvictionRest { ComputationId = next.Id, Name = next.Name, Failure = Failure.Of(FailureKind.NodeLost, $"{wanted} takes something") });
            Look();
            return;
        }

        leaving = next;
        migrationId = Guid.CreateVersion7().ToString("n");
        Context.Parent.Tell(new MigrateRequest { Target = next.Id, Map = [$"{request.Node}={target}"], RequestId = migrationId });
    }

    private void OnAnswer(Action keep)
    {
        if (leaving is null)
            return;
        keep();
        leaving = null;
        if (withdrawn is null)
            Look();
        else
            GiveUp(withdrawn);
    }

    private void GiveUp(Failure why)
    {
        asker.Tell(why);
        Context.Stop(Self);
    }

    /// <summary>What is on its way is given up, if that is still possible; the node stays closed.</summary>
    private void OnWithdraw(WithdrawRequest withdraw)
    {
        if (withdraw.RequestId != request.RequestId)
            return;
        withdrawn = Failure.Of(FailureKind.Cancelled, "the one who asked has withdrawn");
        if (leaving is not null)
            Context.Parent.Tell(new WithdrawRequest { RequestId = migrationId });
    }
}
