using Entracte.Coordinator.Rollbacks;

namespace Entracte.Coordinator.Computations;

/// <summary>What people are told of a rollback.</summary>
internal sealed partial class Computation
{
    private string WhyNot(Rollback current) => current switch
    {
        { Cause: RollbackCause.NodeLost } when registration.Policy.OnNodeLoss != OnNodeLoss.Restart => $"--on-node-loss {registration.Policy.OnNodeLoss.ToString().ToLowerInvariant()} was chosen",
        { Image: RollbackImage.None } => "there is no image to go back to",
        { Image: RollbackImage.PartLost } => "a part of its last image can be reached on no node; images in a directory that the nodes share would not have been lost",
        { Image: RollbackImage.Whole } when MayRunElsewhere => $"it has processes on {string.Join(", ", unreachable)}, which cannot be reached, and may still run there",
        { Image: RollbackImage.Whole } => "no node is there that may take the lost processes (--spares)",
        _ when registration.Policy.CrashRestarts == 0 => "no restarts after crashes were asked for (--on-crash)",
        _ => $"it has been restarted {registration.Policy.CrashRestartsUsed} times already",
    };

    private string Told(Rollback current)
    {
        var left = IsAfterCrash ? $" ({registration.Policy.CrashRestartsLeft} of {registration.Policy.CrashRestarts} restarts left)" : "";
        return $"{current.Happened}; it goes on from generation {current.Generation}{left}";
    }
}
