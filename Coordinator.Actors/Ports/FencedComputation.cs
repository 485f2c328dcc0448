namespace Entracte.Coordinator.Ports;

/// <summary>One that others start anew when this machine cannot be reached.</summary>
/// <param name="RootHostPids">Its roots on this machine.</param>
public sealed record FencedComputation(string Id, IReadOnlyList<int> RootHostPids);
