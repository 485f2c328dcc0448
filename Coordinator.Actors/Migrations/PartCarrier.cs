using Akka.Actor;
using Entracte.Coordinator.Copies;

namespace Entracte.Coordinator.Migrations;

/// <summary>
/// Has the parts of one node copied to another, and tells the migration when they are there or cannot be. The order may be lost, and so may the answer: it is said until one
/// comes, and a copy of what is there already costs nothing. Who ends before that stops the copy.
/// </summary>
internal sealed class PartCarrier : ReceiveActor, IWithTimers
{
    private readonly SendImage order;
    private readonly IActorRef source;
    private readonly TimeSpan nudgeInterval;
    private bool isOver;

    /// <param name="source">The agent of the node that has them.</param>
    public PartCarrier(SendImage order, IActorRef source, TimeSpan nudgeInterval)
    {
        (this.order, this.source, this.nudgeInterval) = (order, source, nudgeInterval);
        Receive<Order>(_ => source.Tell(order));
        Receive<ImageCopyResult>(result => End(result.SentBytes, null));
        Receive<Failure>(failure => End(0, failure));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("order", new Order(), TimeSpan.Zero, nudgeInterval);

    protected override void PostStop()
    {
        if (!isOver)
            source.Tell(new StopCopy { RequestId = order.Request.RequestId });
    }

    private void End(long bytes, Failure? failure)
    {
        isOver = true;
        Context.Parent.Tell(new PartsCarried(order.Request.From, order.Request.To, bytes, failure));
        Context.Stop(Self);
    }

    private sealed record Order : INoSerializationVerificationNeeded;
}
