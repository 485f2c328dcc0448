using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Whose images are to be listed.</summary>
[MessagePackObject]
public sealed record ImagesRequest : IEntracteMessage
{
    /// <summary>Name or id of a computation; it need not run.</summary>
    [Key(0)] public string Target { get; init; } = "";

    /// <summary>Where to look; empty: as registered, then the default of reference.hocon.</summary>
    [Key(1)] public string ImagesDirectory { get; init; } = "";
}
