namespace Entracte.Api.Images;

/// <summary>A copy that is verified and on the disk.</summary>
/// <param name="Node">Where it is now.</param>
/// <param name="Directory">Of the generation, there.</param>
/// <param name="SizeBytes">Of all parts that the source has.</param>
/// <param name="SentBytes">What had to be sent of them.</param>
public sealed record ImageCopyReport(string Name, int Generation, string Node, string Directory, long SizeBytes, long SentBytes);
