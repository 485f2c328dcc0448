using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>User, groups and capabilities (credentials(7), capabilities(7)), as the process sees them.</summary>
[MessagePackObject]
public sealed record CredentialsRecord
{
    /// <summary>Real, effective, saved, file system.</summary>
    [Key(0)]
    public uint[] Users { get; init; } = [];

    /// <summary>Real, effective, saved, file system.</summary>
    [Key(1)]
    public uint[] Groups { get; init; } = [];

    [Key(2)]
    public uint[] SupplementaryGroups { get; init; } = [];

    [Key(3)]
    public ulong InheritableCapabilities { get; init; }

    [Key(4)]
    public ulong PermittedCapabilities { get; init; }

    [Key(5)]
    public ulong EffectiveCapabilities { get; init; }

    [Key(6)]
    public ulong BoundingCapabilities { get; init; }

    [Key(7)]
    public ulong AmbientCapabilities { get; init; }

    /// <summary>prctl(2), PR_GET_SECUREBITS.</summary>
    [Key(8)]
    public uint SecureBits { get; init; }
}
