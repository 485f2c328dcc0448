namespace Entracte.ImageFormat.Stores;

/// <summary>
/// One node's share of an image that several nodes write, each into a store of its own or all into the same one: then whoever names the same attempt
/// takes part in the same generation.
/// </summary>
/// <param name="Node">Whose parts they are; a part of its files' names, because another node may have a process of the same pid.</param>
/// <param name="Attempt">Fit for a file's name.</param>
public sealed record ImageShare(string Node, string Attempt);
