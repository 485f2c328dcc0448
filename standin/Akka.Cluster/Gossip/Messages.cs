using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Gossip;

/// <summary>Is there a cluster at this seed node?</summary>
internal sealed record InitJoin : IClusterMessage;

/// <summary>There is one, and this address is a member of it.</summary>
internal sealed record InitJoinAck(Address Address) : IClusterMessage;

internal sealed record Join(UniqueAddress Node, ImmutableHashSet<string> Roles) : IClusterMessage;

internal sealed record Welcome(UniqueAddress From, GossipState State) : IClusterMessage;

/// <summary>Everything the sender knows.</summary>
internal sealed record GossipEnvelope(UniqueAddress From, GossipState State) : IClusterMessage;

internal sealed record Heartbeat(UniqueAddress From) : IClusterMessage;

internal sealed record HeartbeatRsp(UniqueAddress From) : IClusterMessage;

/// <summary>A member that is exiting has finished everything and goes.</summary>
internal sealed record ExitingConfirmed(UniqueAddress Node) : IClusterMessage;
