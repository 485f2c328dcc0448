namespace Entracte.Api.Images;

/// <param name="Directory">The generation that was checked.</param>
/// <param name="FileCount">How many files were read.</param>
/// <param name="SizeBytes">How much of them.</param>
/// <param name="Damages">One sentence each; empty when the image is whole.</param>
public sealed record Verification(string Directory, int FileCount, long SizeBytes, IReadOnlyList<string> Damages);
