namespace Entracte.Api.Images;

/// <summary>What is in an image, for people: titled tables, in the order in which they should be read.</summary>
/// <param name="Path">What was inspected.</param>
public sealed record ImageDescription(string Path, IReadOnlyList<DescriptionTable> Tables);
