namespace Entracte.Api.Agents;

/// <summary>Asks a node, by default the one that is spoken to, to start a program in the background. All paths are that node's.</summary>
public sealed record LaunchOrder
{
    /// <summary>Path, or a name that is looked up in the agent's PATH.</summary>
    public required string Program { get; init; }
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Null: this one.</summary>
    public string? Node { get; init; }

    /// <summary>Name or id of a running computation, whose name, images, interval and keep are taken: the program becomes one more root of it. Null: a computation of its own.</summary>
    public string? Join { get; init; }
    public string? Name { get; init; }
    public string? WorkingDirectory { get; init; }
    public string? Images { get; init; }
    public double? IntervalSeconds { get; init; }
    public bool? AutomaticInterval { get; init; }

    /// <summary>Null: images stay where they are written.</summary>
    public CopyPolicy? Copies { get; init; }
    public int? Keep { get; init; }

    public Recovery? Recovery { get; init; }

    /// <summary>Its ssh and rsh are the real ones, also on one of several nodes.</summary>
    public bool? PlainSsh { get; init; }

    /// <summary>Null: /dev/null.</summary>
    public string? StandardInput { get; init; }
    public string? StandardOutput { get; init; }
    public string? StandardError { get; init; }
}
