using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Restarts;

/// <summary>Which image does a person mean? Answered by ImageFound or Failure.</summary>
[MessagePackObject]
public sealed record FindImage : IEntracteMessage
{
    [Key(0)] public string Target { get; init; } = "";

    /// <summary>0: the latest that is committed.</summary>
    [Key(1)] public int Generation { get; init; }

    /// <summary>Empty: as registered, then the default.</summary>
    [Key(2)] public string ImagesDirectory { get; init; } = "";
    [Key(3)] public string RequestId { get; init; } = "";
}
