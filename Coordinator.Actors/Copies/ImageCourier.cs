using Akka.Actor;

namespace Entracte.Coordinator.Copies;

/// <summary>
/// Has one copy made and tells how it ended. The order may be lost, and so may the answer: it is said until one comes, and a copy of what is there already costs nothing.
/// Who has the image may belong to another cluster, and is therefore not watched: its silence tells that it is gone. Who ends before the copy stops it.
/// </summary>
internal sealed class ImageCourier : ReceiveActor, IWithTimers
{
    private const string SilenceTimer = "silence";
    private readonly SendImage order;
    private readonly ICanTell source;
    private readonly IActorRef owner;
    private readonly Func<object, object> wrap;
    private readonly EntracteSettings settings;
    private bool isOver;

    /// <param name="source">The agent of the node that has it.</param>
    /// <param name="owner">Is told <see cref="ImageCopyResult"/> or <see cref="Failure"/>.</param>
    /// <param name="wrap">What it is told instead.</param>
    public ImageCourier(SendImage order, ICanTell source, IActorRef owner, Func<object, object> wrap, EntracteSettings settings)
    {
        (this.order, this.source, this.owner, this.wrap, this.settings) = (order, source, owner, wrap, settings);
        Receive<SayDue>(_ => source.Tell(order, Self));
        Receive<CopyGoesOn>(_ => Hear());
        Receive<ImageCopyResult>(End);
        Receive<Failure>(End);
        Receive<Silent>(_ => End(Failure.Of(FailureKind.NodeLost, $"node {order.Request.From}, which has the image, has not answered for {settings.CopyPatience.TotalSeconds} s")));
        Receive<WithdrawRequest>(_ => Context.Stop(Self));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Hear();
        Timers.StartPeriodicTimer("say", new SayDue(), TimeSpan.Zero, settings.NudgeInterval);
    }

    protected override void PostStop()
    {
        if (!isOver)
            source.Tell(new StopCopy { RequestId = order.Request.RequestId }, Self);
    }

    private void Hear() => Timers.StartSingleTimer(SilenceTimer, new Silent(), settings.CopyPatience);

    private void End(object answer)
    {
        isOver = true;
        owner.Tell(wrap(answer));
        Context.Stop(Self);
    }

    private sealed record SayDue : INoSerializationVerificationNeeded;

    private sealed record Silent : INoSerializationVerificationNeeded;
}
