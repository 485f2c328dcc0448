using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Files for the standard streams of what a node agent starts by itself. Output files are appended to and made where missing.</summary>
[MessagePackObject]
public sealed record StandardStreams
{
    /// <summary>Path; empty: /dev/null. The same holds for the other two.</summary>
    [Key(0)] public string Input { get; init; } = "";
    [Key(1)] public string Output { get; init; } = "";
    [Key(2)] public string Error { get; init; } = "";
}
