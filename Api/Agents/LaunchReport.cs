namespace Entracte.Api.Agents;

/// <summary>What was started, and where.</summary>
public sealed record LaunchReport(string Id, string Name, string Node, int Pid);
