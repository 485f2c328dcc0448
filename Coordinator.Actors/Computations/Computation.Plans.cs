using Akka.Actor;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Copies;

namespace Entracte.Coordinator.Computations;

/// <summary>What its attempts are told, and where their images go.</summary>
internal sealed partial class Computation
{
    private SpreadImage SpreadOf(CheckpointResult committed, CheckpointRequest request, IActorRef asker)
        => new(committed, ImagesDirectoryOf(request), registration.Standing, request.Keep > 0 ? request.Keep : registration.Keep, asker);

    private void SendPartsAhead(Attempt begun)
    {
        if (begun.Message is CheckpointRequest request)
            Context.Parent.Tell(new SpreadParts(begun.Key, registration.Name, ImagesDirectoryOf(request), registration.Standing, [.. AgentsWithRoots.Keys]));
    }

    private CheckpointPlan PlanOf(CheckpointRequest request) => new(
        registration.Name,
        ImagesDirectoryOf(request),
        AgentsWithRoots,
        nodes.ToDictionary(node => node.Key, node => node.Value.Registration.Roots.Select(root => root.HostPid).ToArray()),
        request.Keep > 0 ? request.Keep : registration.Keep,
        request.Mode,
        request.Compress,
        registration.IntervalSeconds,
        registration.Keep,
        request.External)
    {
        Standing = registration.Standing,
        ExitStatus = request.ExitStatus,
        NoSync = request.NoSync,
    };
}
