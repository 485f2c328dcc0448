namespace Entracte.Api.Images;

/// <param name="Path">Absolute: an image file, a generation's directory, or a computation's.</param>
/// <param name="Generation">Which one of a computation's directory; null: the last.</param>
public sealed record ImagePath(string Path, int? Generation = null);
