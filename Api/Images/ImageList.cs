namespace Entracte.Api.Images;

/// <param name="Directory">Where the generations lie.</param>
/// <param name="Images">Oldest first.</param>
public sealed record ImageList(string Name, string Directory, IReadOnlyList<ImageSummary> Images);
