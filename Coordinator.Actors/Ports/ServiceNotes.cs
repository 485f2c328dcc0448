using Entracte.Coordinator.Service;

namespace Entracte.Coordinator.Ports;

/// <summary>What a node's agent writes down of itself, and of others that cannot do so.</summary>
/// <param name="Service">Of this node, and of nodes that were lost.</param>
/// <param name="IsOccupied">Processes of computations run here.</param>
/// <param name="HasRebooted">The machine has begun anew since this was written. Not written itself.</param>
public sealed record ServiceNotes(IReadOnlyList<NodeService> Service, bool IsOccupied, bool HasRebooted = false)
{
    public static ServiceNotes None { get; } = new([], false);
}
