using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>Who is signalled about events of a descriptor: fcntl(2), F_SETOWN_EX and F_SETSIG.</summary>
[MessagePackObject]
public sealed record DescriptorOwnerRecord
{
    /// <summary>F_OWNER_TID 0, F_OWNER_PID 1, F_OWNER_PGRP 2.</summary>
    [Key(0)]
    public int Kind { get; init; }

    /// <summary>As the computation sees it; 0 for nobody.</summary>
    [Key(1)]
    public int Id { get; init; }

    /// <summary>0 for SIGIO.</summary>
    [Key(2)]
    public int Signal { get; init; }
}
