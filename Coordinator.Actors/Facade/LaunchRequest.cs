using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A program to start as a computation.</summary>
[MessagePackObject]
public sealed record LaunchRequest : IEntracteMessage
{
    /// <summary>Path, or a name that is looked up in PATH.</summary>
    [Key(0)] public string Program { get; init; } = "";
    [Key(1)] public string[] Arguments { get; init; } = [];

    /// <summary>Empty: the node agent's own.</summary>
    [Key(2)] public string WorkingDirectory { get; init; } = "";

    /// <summary>NAME=VALUE, added to the node agent's environment.</summary>
    [Key(3)] public string[] Environment { get; init; } = [];

    /// <summary>Empty: the program's file name, with a number where it is taken.</summary>
    [Key(4)] public string Name { get; init; } = "";

    /// <summary>Where images go; empty: the default of reference.hocon.</summary>
    [Key(5)] public string ImagesDirectory { get; init; } = "";

    /// <summary>Seconds between checkpoints that are taken without being asked for; 0: none.</summary>
    [Key(6)] public double IntervalSeconds { get; init; }

    /// <summary>How many generations an automatic checkpoint leaves; 0: all.</summary>
    [Key(7)] public int Keep { get; init; }
    [Key(8)] public StandardStreams Streams { get; init; } = new();

    /// <summary>Where it starts; empty: on the node that is asked. Paths are that node's.</summary>
    [Key(9)] public string Node { get; init; } = "";

    /// <summary>Name or id of a running computation: the program becomes one more root of it, wherever that has others. Name, images, interval, keep and standing orders are that one's then.</summary>
    [Key(10)] public string Join { get; init; } = "";

    /// <summary>The id of the computation that is joined; filled in by the coordinator.</summary>
    [Key(11)] public string ComputationId { get; init; } = "";

    /// <summary>Of a signal to leave at only the command's <c>launch</c> can see to it that the program is not ended by it; here it must block that signal itself.</summary>
    [Key(12)] public StandingOrders Standing { get; init; } = StandingOrders.None;
    /// <summary>What is done when a program of it crashes or a node is lost. Of the computation that is joined, if one is.</summary>
    [Key(13)] public RecoveryPolicy Policy { get; init; } = RecoveryPolicy.Nothing;

    /// <summary>Of the computation that is joined; filled in by the coordinator.</summary>
    [Key(14)] public long Life { get; init; }

    /// <summary>
    /// Not empty: the program is a command line for the user's login shell, which is run as sshd would run it, with this environment added, and with its streams on a relay to a member on
    /// another node. Where that is and how the two know each other is said here (ProcessHook/native/relay.c).
    /// </summary>
    [Key(15)] public string Relay { get; init; } = "";

    /// <summary>What the program starts through ssh is none of the computation's, also on one of several nodes.</summary>
    [Key(16)] public bool PlainSsh { get; init; }
}
