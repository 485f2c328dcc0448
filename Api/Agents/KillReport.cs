namespace Entracte.Api.Agents;

/// <param name="Name">Of the computation.</param>
/// <param name="Pids">The processes that were killed, as this host saw them.</param>
public sealed record KillReport(string Id, string Name, IReadOnlyList<int> Pids);
