using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Computations;

namespace Entracte.Coordinator.Crossings;

/// <summary>
/// Takes a computation from another cluster: has it restarted by its computation's actor, held before its last step. It is let run when that was asked for and never
/// otherwise; when nothing is heard any more before that, it is taken down. It stays for a while to say again how it ended.
/// </summary>
internal sealed class Immigration : ReceiveActor, IWithTimers
{
    private const string SilenceTimer = "silence";
    private readonly RestartOrder restart;
    private readonly IActorRef computation;
    private readonly EntracteSettings settings;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private IActorRef asker = ActorRefs.Nobody;
    private CrossingTold told;
    private bool isOpened;
    private bool isWithdrawn;

    public Immigration(CrossingOrder order, RestartOrder restart, IActorRef computation, EntracteSettings settings)
    {
        (this.restart, this.computation, this.settings) = (restart, computation, settings);
        told = new CrossingTold { CrossingId = order.CrossingId, State = CrossingState.Building };
        Receive<CrossingOrder>(OnOrder);
        Receive<AttemptHeld>(_ => Say(told with { State = CrossingState.Ready }), _ => told.State == CrossingState.Building);
        Receive<AttemptHeld>(_ => { });
        Receive<RestartResult>(runs => End(told with { State = CrossingState.Over, Result = runs }));
        Receive<Failure>(failure => End(told with { State = IsSure(failure) ? CrossingState.Over : CrossingState.Unknown, Failure = failure }));
        Receive<Silent>(_ => OnSilence());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Hear();
        computation.Tell(restart);
    }

    private bool IsOver => told.State is CrossingState.Over or CrossingState.Unknown;

    private void OnOrder(CrossingOrder order)
    {
        asker = Sender;
        if (!IsOver)
        {
            Hear();
            if (order.Wish == CrossingWish.Withdraw)
                Withdraw();
            else if (order.Wish == CrossingWish.Run && !isWithdrawn && !isOpened)
                Open();
        }

        asker.Tell(told);
    }

    private void Open()
    {
        isOpened = true;
        computation.Tell(new OpenRestart(told.CrossingId));
    }

    private void Withdraw()
    {
        if (isOpened)
            return;
        isWithdrawn = true;
        computation.Tell(new WithdrawRequest { RequestId = told.CrossingId });
    }

    private void OnSilence()
    {
        if (IsOver)
        {
            Context.Stop(Self);
            return;
        }

        if (!isOpened)
            log.Warning("{0} was to come from another cluster, of which nothing is heard any more; it is not let run here", restart.Image.Name);
        Withdraw();
        Hear();
    }

    /// <summary>A node that was told to let it run, and then was lost or silent, may have done so.</summary>
    private bool IsSure(Failure failure) => !isOpened || failure.Kind is not (FailureKind.NodeLost or FailureKind.TimedOut or FailureKind.Cancelled or FailureKind.Fenced);

    private void Hear() => Timers.StartSingleTimer(SilenceTimer, new Silent(), settings.SilenceMax);

    private void Say(CrossingTold next)
    {
        told = next;
        asker.Tell(told);
    }

    private void End(CrossingTold over)
    {
        Say(over);
        Timers.StartSingleTimer(SilenceTimer, new Silent(), 2 * settings.CopyPatience);
    }

    private sealed record Silent : INoSerializationVerificationNeeded;
}
