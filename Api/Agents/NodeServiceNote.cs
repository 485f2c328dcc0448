namespace Entracte.Api.Agents;

/// <summary>How often a node has failed, in how much time that it carried computations.</summary>
public sealed record NodeServiceNote(string Node, int Failures, double ObservedSeconds);
