using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Computations;

/// <summary>What its attempts are told.</summary>
internal sealed partial class Computation
{
    /// <summary>As the nodes have told it before this attempt.</summary>
    private int[] HalfGenerations => GenerationHeld.HalfAmong(held.Values.SelectMany(told => told));

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
        Half = HalfGenerations,
        ExitStatus = request.ExitStatus,
        NoSync = request.NoSync,
    };
}
