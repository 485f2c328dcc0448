namespace Entracte.Api.Agents;

/// <summary>What an agent leaves for the fence that outlives it.</summary>
/// <param name="EndSeconds">Since boot: until then these computations may run.</param>
public sealed record LeaseNote(double EndSeconds, IReadOnlyList<FencedRoots> Computations);
