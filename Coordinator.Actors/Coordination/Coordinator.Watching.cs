using Akka.Actor;
using Entracte.Coordinator.Watching;

namespace Entracte.Coordinator.Coordination;

/// <summary>Tells events to those who have asked, as long as they go on asking.</summary>
internal sealed partial class Coordinator
{
    private readonly Dictionary<IActorRef, Watcher> watchers = [];

    private void ReceiveWatchers()
    {
        Receive<WatchEvents>(_ => watchers.Remove(Sender), watch => watch.IsOver);
        Receive<WatchEvents>(watch => watchers[Sender] = new Watcher(watch.Target, clock.MonotonicMilliseconds));
        Receive<EntracteEvent>(Publish);
    }

    private void Publish(EntracteEvent happened)
    {
        foreach (var (watcher, wish) in watchers.ToArray())
        {
            if (clock.MonotonicMilliseconds - wish.RenewedAtMilliseconds > 3 * WatchStream.RenewalInterval.TotalMilliseconds)
                watchers.Remove(watcher);
            else if (wish.Target.Length == 0 || wish.Target == happened.ComputationId || wish.Target == happened.Name)
                watcher.Tell(happened);
        }
    }

    private sealed record Watcher(string Target, double RenewedAtMilliseconds);
}
