using System.Threading.Channels;
using Akka.Actor;

namespace Entracte.Coordinator.Watching;

/// <summary>
/// The reader's end of a stream of events. Whoever makes it asks for the first time, in its name; it asks again and again, so that a coordinator
/// that is new learns of it. What the reader does not take in time is lost, and counted.
/// </summary>
internal sealed class WatchStream : ReceiveActor, IWithTimers
{
    public static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(5);
    private readonly IActorRef door;
    private long lost;

    public WatchStream(IActorRef door, string target, ChannelWriter<EntracteEvent> reader)
    {
        this.door = door;
        Receive<Renew>(_ => door.Tell(new WatchEvents { Target = target }));
        Receive<EntracteEvent>(happened =>
        {
            if (lost > 0 && reader.TryWrite(new EventsLost { Count = lost, AtUnixMilliseconds = happened.AtUnixMilliseconds }))
                lost = 0;
            if (!reader.TryWrite(happened))
                lost++;
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("renew", new Renew(), RenewalInterval);

    protected override void PostStop() => door.Tell(new WatchEvents { IsOver = true }, Self);

    private sealed record Renew : INoSerializationVerificationNeeded;
}
