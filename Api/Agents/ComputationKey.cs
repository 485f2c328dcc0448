namespace Entracte.Api.Agents;

/// <param name="Target">A name or an id.</param>
public sealed record ComputationKey(string Target);
