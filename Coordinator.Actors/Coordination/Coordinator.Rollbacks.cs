using Akka.Actor;
using Entracte.Coordinator.Fencing;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Rollbacks;

namespace Entracte.Coordinator.Coordination;

/// <summary>What computations have to know of the nodes when they go back to an image.</summary>
internal sealed partial class Coordinator
{
    private void ReceiveRollbacks()
    {
        Receive<ProgramEnded>(OnProgramEnded);
        Receive<FindNodes>(OnFindNodes);
    }

    /// <summary>A predecessor may not know yet that it has been replaced, and the nodes hand its order to end what is left to whoever is the coordinator by now.</summary>
    private void OnKill(KillRequest request)
    {
        if (request.Epoch > 0 && request.Epoch != epoch)
            Sender.Tell(Failure.Of(FailureKind.Fenced, $"an order of epoch {request.Epoch}, and this is epoch {epoch}"));
        else
            Forward(request.Target, request);
    }

    /// <summary>Also of a computation that nobody here has heard of: its node's agent was dead when it ended.</summary>
    private void OnProgramEnded(ProgramEnded ended)
    {
        if (IsTooEarly(ended))
            return;
        if (computations.TryGetValue(ended.ComputationId, out var known))
            known.Forward(ended);
        else if (ended.Name.Length == 0)
            Sender.Tell(new Sequel());
        else
            ComputationOf(new Registration
            {
                ComputationId = ended.ComputationId, Name = ended.Name, ImagesDirectory = ended.ImagesDirectory, Policy = ended.Policy, Life = ended.Life,
            }).Forward(ended);
    }

    /// <summary>
    /// A coordinator that is new does not know all nodes with processes of it: they would look lost, or run on beside what is started anew. Who has a note of it tells it again.
    /// </summary>
    private bool IsTooEarly(ProgramEnded ended) => !ended.IsAttached && clock.MonotonicMilliseconds - beganAtMilliseconds < settings.NodeUnreachableAfter.TotalMilliseconds
        && !Quorum.IsAll(Context.System, nodes.Values.Select(node => node.Agent.Path.Address));
}
