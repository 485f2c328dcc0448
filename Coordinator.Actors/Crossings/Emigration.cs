using Akka.Actor;
using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Crossings;

/// <summary>
/// Stands in a migration for the restart elsewhere when that is in another cluster: has it built there, held, and let run when the gate is opened. It says its wish until it is
/// answered. Who does not answer before that word takes down by himself what he has built, so that it is no danger any more; whether one who does not answer after it has
/// heard it, nobody here can know.
/// </summary>
internal sealed class Emigration : ReceiveActor, IWithTimers
{
    private const string SilenceTimer = "silence";
    private readonly AttemptKey key;
    private readonly string[] doors;
    private readonly EntracteSettings settings;
    private CrossingOrder order;
    private Failure? withdrawn;
    private int said;
    private bool isReady;

    /// <param name="key">Of the attempt that it stands for.</param>
    /// <param name="order">What is to be built.</param>
    /// <param name="doors">Paths of agents there; whichever is heard leads to the coordinator.</param>
    public Emigration(AttemptKey key, CrossingOrder order, IEnumerable<string> doors, EntracteSettings settings)
    {
        (this.key, this.order, this.doors, this.settings) = (key, order, [.. doors], settings);
        Receive<CrossingTold>(OnTold, told => told.CrossingId == order.CrossingId);
        Receive<OpenGate>(_ => Want(CrossingWish.Run, settings.CopyPatience));
        Receive<Withdraw>(withdraw =>
        {
            withdrawn = withdraw.Failure;
            Want(CrossingWish.Withdraw, settings.SilenceMax);
        });
        Receive<SayDue>(_ => Say());
        Receive<Silent>(_ => OnSilence());
        ReceiveAny(_ => { }); // nodes that are lost here have no part in it
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("say", new SayDue(), settings.NudgeInterval);
        Want(CrossingWish.Build, settings.SilenceMax);
    }

    private void Want(CrossingWish wish, TimeSpan patience)
    {
        order = order with { Wish = wish };
        Timers.StartSingleTimer(SilenceTimer, new Silent(), patience);
        Say();
    }

    private void Say() => Context.ActorSelection(doors[said++ % doors.Length]).Tell(order);

    private void OnTold(CrossingTold told)
    {
        if (told.State == CrossingState.Unknown)
        {
            End(new ArrivalUnknown(key, Unknown($"{told.Failure?.Reason}: whether it runs there is not known")));
            return;
        }

        if (told.State == CrossingState.Over)
        {
            End(told.Result is { } runs ? new AttemptEnded(key, runs, null) : new AttemptEnded(key, null, withdrawn ?? told.Failure ?? Unanswered("said nothing")));
            return;
        }

        Timers.StartSingleTimer(SilenceTimer, new Silent(), order.Wish == CrossingWish.Run ? settings.CopyPatience : settings.SilenceMax);
        if (told.State != CrossingState.Ready || isReady)
            return;
        isReady = true;
        Context.Parent.Tell(new AttemptHeld(key));
    }

    private void OnSilence() => End(order.Wish switch
    {
        CrossingWish.Run => new ArrivalUnknown(key, Unknown($"the other cluster was told to let it run and has not answered for {settings.CopyPatience.TotalSeconds} s")),
        _ => new AttemptEnded(key, null, withdrawn ?? Unanswered($"has not answered for {settings.SilenceMax.TotalSeconds} s; what was built there is taken down there")),
    });

    private Failure Unknown(string what) => Failure.Of(
        FailureKind.NodeLost, $"{what}. It has ended here; look there (entracte status), and only if it does not run, restart it from generation {order.Generation}, which is whole on both sides");

    private static Failure Unanswered(string what) => Failure.Of(FailureKind.NodeLost, $"the other cluster {what}");

    private void End(object told)
    {
        Context.Parent.Tell(told);
        Context.Stop(Self);
    }

    private sealed record SayDue : INoSerializationVerificationNeeded;

    private sealed record Silent : INoSerializationVerificationNeeded;
}
