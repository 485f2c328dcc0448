namespace Entracte.Api.Images;

/// <summary>One generation in a store.</summary>
public sealed record ImageSummary
{
    public required int Generation { get; init; }
    public required string Directory { get; init; }

    /// <summary>False: files of an attempt that never became an image.</summary>
    public required bool Committed { get; init; }

    public required DateTimeOffset Created { get; init; }
    public required long SizeBytes { get; init; }
    public required int ProcessCount { get; init; }

    /// <summary>Of the first process.</summary>
    public required string Command { get; init; }
}
