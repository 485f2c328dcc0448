using Akka.Actor;
using Entracte.Coordinator.Coordination;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Questions;

/// <summary>
/// One request to the coordinator of a cluster, over links that may lose it, and its answer as well. Again and again it looks for the coordinator, which says whether it has the request and,
/// if there is one, the answer (<see cref="AnswerKeeper"/>). It ends with an answer, with a successor of the coordinator that knows nothing of it, or when no coordinator is heard any more.
/// </summary>
internal sealed class Asking : ReceiveActor, IWithTimers
{
    private const string SilenceTimer = "silence";
    private const string SuccessorTimer = "successor";
    private const string UnheardTimer = "unheard";
    private readonly IActorRef door;
    private readonly IEntracteMessage request;
    private readonly string requestId;
    private readonly TaskCompletionSource<object> answered;
    private readonly EntracteSettings settings;
    private long epoch;

    /// <param name="door">The node agent of this machine: what it was told before goes before this.</param>
    /// <param name="requestId">By which it can be withdrawn; empty: it cannot.</param>
    /// <param name="answered">Is cancelled when this actor is stopped before.</param>
    public Asking(IActorRef door, IEntracteMessage request, string requestId, TaskCompletionSource<object> answered, EntracteSettings settings)
    {
        (this.door, this.request, this.requestId, this.answered, this.settings) = (door, request, requestId, answered, settings);
        Receive<LookDue>(_ => door.Tell(new CoordinatorProbe(), Self));
        Receive<NodeWelcome>(OnWelcome);
        Receive<SuccessorDue>(_ => GiveUp(Failure.Of(FailureKind.Cancelled, "the coordinator was replaced before it had answered; ask again")));
        Receive<UnheardDue>(_ => GiveUp(Failure.Of(FailureKind.TimedOut, $"the request has not come through to the coordinator for {settings.StepTimeout.TotalSeconds} s; ask again")));
        Receive<Silent>(_ => GiveUp(Failure.Of(FailureKind.NodeLost, Silence)));
        ReceiveAny(End);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private string Silence => epoch == 0
        ? $"no coordinator has answered for {settings.CoordinatorAnswerTimeout.TotalSeconds} s: has this node joined a cluster (its log says so), "
            + $"and is there a node with the role {settings.CoordinatorRole}?"
        : $"the coordinator was asked, and none has been heard for {settings.CoordinatorAnswerTimeout.TotalSeconds} s: whether it is done is not known here (entracte status); ask again";

    protected override void PreStart()
    {
        AwaitWord();
        Timers.StartPeriodicTimer("look", new LookDue(), TimeSpan.Zero, settings.NudgeInterval);
    }

    protected override void PostStop() => answered.TrySetCanceled();

    private void OnWelcome(NodeWelcome welcome)
    {
        if (welcome.Epoch < epoch)
            return;
        AwaitWord();
        if (epoch == 0)
        {
            epoch = welcome.Epoch;
            Timers.StartSingleTimer(UnheardTimer, new UnheardDue(), settings.StepTimeout);
            door.Tell(request, Self);
        }
        else if (welcome.HasRequest)
        {
            // Also the successor, when it was still on its way.
            epoch = welcome.Epoch;
            Timers.Cancel(UnheardTimer);
            Timers.Cancel(SuccessorTimer);
        }
        else if (welcome.Epoch > epoch)
        {
            if (!Timers.IsTimerActive(SuccessorTimer))
                Timers.StartSingleTimer(SuccessorTimer, new SuccessorDue(), settings.SilenceMax);
        }
        else if (MayBeSaidAgain)
        {
            door.Tell(request, Self);
        }
    }

    /// <summary>What makes a computation of a process is done at the door, once.</summary>
    private bool MayBeSaidAgain => request is not CheckpointRequest { Pid: not 0 };

    private void AwaitWord() => Timers.StartSingleTimer(SilenceTimer, new Silent(), settings.CoordinatorAnswerTimeout);

    private void GiveUp(Failure failure)
    {
        if (requestId.Length > 0)
            door.Tell(new WithdrawRequest { RequestId = requestId });
        End(failure);
    }

    private void End(object answer)
    {
        answered.TrySetResult(answer);
        Context.Stop(Self);
    }

    private sealed record LookDue : INoSerializationVerificationNeeded;

    private sealed record SuccessorDue : INoSerializationVerificationNeeded;

    private sealed record UnheardDue : INoSerializationVerificationNeeded;

    private sealed record Silent : INoSerializationVerificationNeeded;
}
