using Entracte.Coordinator.Wire;
using Entracte.ProcessHook;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>The reason for which something was not done, in words for the person who asked.</summary>
[MessagePackObject]
public sealed record Failure : IEntracteMessage
{
    [Key(0)] public FailureKind Kind { get; init; }

    /// <summary>One sentence: what failed, for which process, node or file.</summary>
    [Key(1)] public string Reason { get; init; } = "";

    /// <summary>Everything in the way, at once; empty where the reason says it all.</summary>
    [Key(2)] public ObstacleNote[] Obstacles { get; init; } = [];

    /// <summary>The step at whose end the failure was noticed, as its barrier is called (all-suspended ...); empty where there was none.</summary>
    [Key(3)] public string Barrier { get; init; } = "";

    /// <summary>Everything in the way may be gone by itself in a moment.</summary>
    [Key(4)] public bool IsTransient { get; init; }

    public static Failure Of(FailureKind kind, string reason) => new() { Kind = kind, Reason = reason };

    public static Failure Of(ObstaclesException exception) => new()
    {
        Kind = FailureKind.Obstacles,
        Reason = exception.Message.Split('\n')[0].TrimEnd(':'),
        Obstacles = [.. exception.Obstacles.Select(ObstacleNote.Of)],
        IsTransient = exception.IsTransient,
    };

    /// <summary>The refusals of two nodes, as one.</summary>
    /// <param name="other">The later one.</param>
    /// <param name="isOfImage">They have looked at the same image: what both say stands once.</param>
    internal Failure And(Failure other, bool isOfImage) => this with
    {
        Reason = Reason == other.Reason ? Reason : $"{Reason}; {other.Reason}",
        Obstacles = [.. Obstacles, .. other.Obstacles.Where(obstacle => !isOfImage || !Obstacles.Any(known => known with { Node = obstacle.Node } == obstacle))],
        IsTransient = IsTransient && other.IsTransient,
    };

    /// <summary>For a log, or as a part of another sentence.</summary>
    internal string InOneLine() => Obstacles.Length == 0 ? Reason : $"{Reason}: {string.Join("; ", Obstacles.Select(obstacle => obstacle.ToString()))}";

    public override string ToString()
        => Obstacles.Length == 0 ? Reason : $"{Reason}:\n{string.Join('\n', Obstacles.Select(obstacle => "  " + obstacle))}";
}
