namespace Entracte.Api.Agents;

/// <summary>What a fence leaves for the agent, and for the fence after it.</summary>
/// <param name="Stops">How often the fences of this runtime directory have begun to stop a computation.</param>
/// <param name="Held">Ids of those that are stopped, or are just about to be.</param>
public sealed record FenceNote(long Stops, IReadOnlyList<string> Held);
