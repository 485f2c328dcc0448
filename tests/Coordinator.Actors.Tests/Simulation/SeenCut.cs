using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>One attempt as the <see cref="Witness"/> saw it.</summary>
internal sealed class SeenCut(AttemptKey key)
{
    public AttemptKey Key => key;

    /// <summary>To whom the first order was sent, whether or not it arrived.</summary>
    public HashSet<string> Nodes { get; } = [];

    public Dictionary<(string Node, Step Step), int> Began { get; } = [];

    public Dictionary<(string Node, Step Step), int> Reached { get; } = [];

    /// <summary>Who was suspended.</summary>
    public HashSet<int> Members { get; } = [];

    /// <summary>Whose files are whole.</summary>
    public HashSet<int> Complete { get; } = [];

    public Dictionary<int, MemberImage> Images { get; } = [];
}
