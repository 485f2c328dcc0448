using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster;

/// <summary>The section <c>akka.cluster</c>.</summary>
public sealed class ClusterSettings
{
    public ClusterSettings(Config config, string systemName)
    {
        var cluster = config.GetConfig("akka.cluster");
        SeedNodes = [.. cluster.GetStringList("seed-nodes").Select(Address.Parse)];
        SeedNodeTimeout = cluster.GetTimeSpan("seed-node-timeout");
        RetryUnsuccessfulJoinAfter = cluster.GetTimeSpan("retry-unsuccessful-join-after");
        Roles = [.. cluster.GetStringList("roles")];
        GossipInterval = cluster.GetTimeSpan("gossip-interval");
        LeaderActionsInterval = cluster.GetTimeSpan("leader-actions-interval");
        MinNrOfMembers = cluster.GetInt("min-nr-of-members");
        HeartbeatInterval = cluster.GetTimeSpan("failure-detector.heartbeat-interval");
        HeartbeatPause = cluster.GetTimeSpan("failure-detector.acceptable-heartbeat-pause");
        DowningProviderClass = cluster.GetString("downing-provider-class");
        RunCoordinatedShutdownWhenDown = cluster.GetBoolean("run-coordinated-shutdown-when-down");
        SystemName = systemName;
    }

    public ImmutableList<Address> SeedNodes { get; }

    public TimeSpan SeedNodeTimeout { get; }

    public TimeSpan? RetryUnsuccessfulJoinAfter { get; }

    public ImmutableHashSet<string> Roles { get; }

    public TimeSpan GossipInterval { get; }

    public TimeSpan LeaderActionsInterval { get; }

    public int MinNrOfMembers { get; }

    public TimeSpan HeartbeatInterval { get; }

    public string DowningProviderClass { get; }

    public bool RunCoordinatedShutdownWhenDown { get; }

    internal TimeSpan HeartbeatPause { get; }

    internal string SystemName { get; }
}
