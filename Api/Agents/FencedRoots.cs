namespace Entracte.Api.Agents;

/// <param name="Id">Of the computation.</param>
/// <param name="Pids">Of its roots.</param>
public sealed record FencedRoots(string Id, IReadOnlyList<int> Pids);
