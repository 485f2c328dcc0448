using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>How long a phase of the checkpoint took, for people and for measurements.</summary>
[MessagePackObject]
public sealed record PhaseRecord
{
    [Key(0)]
    public string Name { get; init; } = "";

    [Key(1)]
    public long DurationMicroseconds { get; init; }
}
