namespace Entracte.ImageFormat.Copies;

/// <summary>One file of an image that is copied.</summary>
/// <param name="Name">In the directory of the generation.</param>
/// <param name="LengthBytes">All of it.</param>
public sealed record CopiedFile(string Name, long LengthBytes);
