using Akka.Configuration;
using Entracte.Coordinator.Hosts;
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

    /// <summary>
    /// The same without anything left out, for whoever puts something of his own around one of them. What <see cref="Host"/> then holds belongs to the actor system that is
    /// started on it, which disposes it.
    /// </summary>
    /// <param name="config">Of that actor system; <c>entracte.runtime.directory</c> counts.</param>
    public EntractePorts OnThisMachine(Config config) => this with
    {
        Host = Host ?? new LinuxProcessHost(config.WithFallback(EntracteConfiguration.Reference).GetString("entracte.runtime.directory")),
        Stores = Stores ?? new DirectoryImageStores(),
        Clock = Clock ?? new SystemClock(),
        Journal = Journal ?? new NoJournal(),
        Fence = Fence ?? new NoFence(),
        Service = Service ?? new NoServiceJournal(),
    };
}
