namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>What can befall a host.</summary>
public enum Fault
{
    /// <summary>kill -9 of the agent, which a service manager starts again.</summary>
    AgentKilled,

    /// <summary>kill -9 of the agent, which nobody starts again before its host counts as lost.</summary>
    AgentKilledForLong,

    /// <summary>kill -9 of what serves ssh on the host of the part that was started through it: the program that Entracte puts in sshd's place.</summary>
    SshdKilled,

    /// <summary>The cable is pulled at once with the power; the host starts anew after it has counted as lost.</summary>
    HostDead,

    /// <summary>The cable is out for less than the failure detector's patience.</summary>
    LinkCut,

    /// <summary>The cable is out until the host counts as lost.</summary>
    LinkCutForLong,

    /// <summary>The cable is out and in again several times a second.</summary>
    LinkFlapping,

    /// <summary>1 Mbit/s and a queue of half a second, which overflows.</summary>
    LinkSlow,

    /// <summary>The disk on which the host has its images has no room.</summary>
    DiskFull,

    /// <summary>Nothing runs on the host, for less than the failure detector's patience.</summary>
    HostFrozen,

    /// <summary>Nothing runs on the host until it counts as lost; then all of it wakes up.</summary>
    HostFrozenForLong,
}
