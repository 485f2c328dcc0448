using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator;

/// <summary>What the actors stand on. Left out: this machine's processes, directories and clock.</summary>
public sealed record EntractePorts
{
    public IProcessHost? Host { get; init; }

    public IImageStores? Stores { get; init; }

    public IClock? Clock { get; init; }

    /// <summary>Left out: nothing is written down, and an agent that dies leaves restarted computations that nobody knows.</summary>
    public IRunJournal? Journal { get; init; }

    /// <summary>Left out: an agent that is killed leaves computations running that others may start anew.</summary>
    public IFence? Fence { get; init; }

    /// <summary>Left out: how often nodes fail is observed for as long as the actor system lives.</summary>
    public IServiceJournal? Service { get; init; }
}
