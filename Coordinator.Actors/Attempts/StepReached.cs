using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;
using MessagePack;

namespace Entracte.Coordinator.Attempts;

/// <summary>A node, with everything on it, is at the end of a step. One message per node, however many processes it has.</summary>
[MessagePackObject]
public sealed record StepReached : IAttemptMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Node { get; init; } = "";
    [Key(2)] public Step Step { get; init; }

    /// <summary>With Suspend: the members on the node. With Run: the restored ones, the root first.</summary>
    [Key(3)] public ProcessSummary[] Processes { get; init; } = [];

    /// <summary>With Complete: the files.</summary>
    [Key(4)] public PartRecord[] Parts { get; init; } = [];

    /// <summary>With Complete: the machine that wrote them.</summary>
    [Key(5)] public HostRecord? Host { get; init; }

    /// <summary>With Resume and Kill: how long the members of the node stood still.</summary>
    [Key(6)] public double PauseMilliseconds { get; init; }

    /// <summary>With Commit: where the image is.</summary>
    [Key(7)] public string Directory { get; init; } = "";

    /// <summary>With Commit: the files of the image on this node.</summary>
    [Key(8)] public long SizeBytes { get; init; }

    /// <summary>With Commit: generations that were removed because of Keep.</summary>
    [Key(9)] public int[] Removed { get; init; } = [];

    /// <summary>What did not go well without harming the step.</summary>
    [Key(10)] public string[] Warnings { get; init; } = [];

    /// <summary>With TakeInventory, of several nodes: what the others have to know to find the other ends of connections.</summary>
    [Key(11)] public RemoteEnd[] Ends { get; init; } = [];

    /// <summary>With OpenDescriptors, of several nodes: where ends of connections wait for the others.</summary>
    [Key(12)] public ConnectionOffer[] Offers { get; init; } = [];
}
