using Akka.Actor;

namespace Entracte.Coordinator.Nodes;

/// <summary>A node that is being emptied takes nothing new, and remembers that for later coordinators.</summary>
internal sealed partial class NodeAgent
{
    private bool isClosed;

    private void ReceiveClosing()
    {
        Receive<CloseNode>(order =>
        {
            isClosed = order.Closed;
            Report();
        });
        Receive<LaunchRequest>(
            _ => Sender.Tell(Failure.Of(FailureKind.Busy, $"{settings.NodeName} is being emptied and takes nothing (entracte evict --undo)")), _ => isClosed);
    }
}
