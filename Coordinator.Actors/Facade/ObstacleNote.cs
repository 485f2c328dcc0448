using Entracte.ProcessHook;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>An <see cref="Obstacle"/> that has travelled, with the node on which it was met.</summary>
[MessagePackObject]
public sealed record ObstacleNote
{
    [Key(0)] public string Node { get; init; } = "";
    [Key(1)] public int Pid { get; init; }
    [Key(2)] public int? Descriptor { get; init; }
    [Key(3)] public string What { get; init; } = "";
    [Key(4)] public string Remedy { get; init; } = "";

    public static ObstacleNote Of(Obstacle obstacle)
        => new() { Pid = obstacle.Pid, Descriptor = obstacle.Descriptor, What = obstacle.What, Remedy = obstacle.Remedy };

    public override string ToString() => new Obstacle(Pid, Descriptor, What, Remedy).ToString();
}
