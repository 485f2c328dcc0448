using MessagePack;

namespace Entracte.Coordinator;

/// <summary>One generation in a store.</summary>
[MessagePackObject]
public sealed record ImageSummary
{
    [Key(0)] public int Generation { get; init; }
    [Key(1)] public string Directory { get; init; } = "";

    /// <summary>False: files of an attempt that never became an image.</summary>
    [Key(2)] public bool Committed { get; init; }
    [Key(3)] public long CreatedUnixMilliseconds { get; init; }
    [Key(4)] public long SizeBytes { get; init; }
    [Key(5)] public int ProcessCount { get; init; }

    /// <summary>Command of the first process.</summary>
    [Key(6)] public string Command { get; init; } = "";

    /// <summary>Why its inventory cannot be read; empty where it can.</summary>
    [Key(7)] public string Fault { get; init; } = "";
}
