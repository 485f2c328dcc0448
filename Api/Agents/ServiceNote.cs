namespace Entracte.Api.Agents;

/// <summary>What an agent keeps over its own death and the machine's, to know how often nodes fail.</summary>
/// <param name="BootId">In which life of the machine it was written (/proc/sys/kernel/random/boot_id).</param>
/// <param name="IsOccupied">Computations ran here.</param>
public sealed record ServiceNote(string BootId, bool IsOccupied, IReadOnlyList<NodeServiceNote> Nodes);
