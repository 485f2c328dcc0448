namespace Entracte.Api.Agents;

/// <summary>How often a computation's images are to exist.</summary>
/// <param name="Count">On how many nodes every part lies before an image counts as durable; at least 2.</param>
/// <param name="Partners">The nodes that may take copies; null: any.</param>
public sealed record CopyPolicy(int Count, IReadOnlyList<string>? Partners = null);
