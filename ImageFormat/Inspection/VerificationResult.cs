namespace Entracte.ImageFormat.Inspection;

/// <summary>What a complete reading of an image found.</summary>
/// <param name="Directory">The generation that was read.</param>
/// <param name="FileCount">Files that were read, damaged ones included.</param>
/// <param name="SizeBytes">Their length.</param>
/// <param name="Damages">One sentence each, with file and offset; empty when the image is whole.</param>
public sealed record VerificationResult(string Directory, int FileCount, long SizeBytes, IReadOnlyList<string> Damages);
