namespace Entracte.Api.Migrations;

/// <summary>A computation that could not be moved away.</summary>
/// <param name="Reason">In sentences, with all obstacles.</param>
public sealed record EvictionRest(string Id, string Name, string Reason);
