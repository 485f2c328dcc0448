using MessagePack;

namespace Entracte.Coordinator;

/// <summary>One process of a computation.</summary>
[MessagePackObject]
public sealed record ProcessSummary
{
    [Key(0)] public string Node { get; init; } = "";

    /// <summary>As the node agent sees it.</summary>
    [Key(1)] public int HostPid { get; init; }

    /// <summary>As the process sees itself; differs inside a namespace.</summary>
    [Key(2)] public int Pid { get; init; }
    [Key(3)] public int ParentPid { get; init; }
    [Key(4)] public int ThreadCount { get; init; }
    [Key(5)] public string Command { get; init; } = "";

    /// <summary>Memory that it occupies, as far as known.</summary>
    [Key(6)] public long MemoryBytes { get; init; }

    /// <summary>Length of its file in the image; 0 before it is written.</summary>
    [Key(7)] public long ImageBytes { get; init; }

    /// <summary>Those that are nobody's child here; the first one is the one that a restart stands for, whatever it is.</summary>
    internal static ProcessSummary[] RootsAmong(IReadOnlyList<ProcessSummary> processes) => [.. processes.Where((process, place) => place == 0 || process.ParentPid == 0)];
}
