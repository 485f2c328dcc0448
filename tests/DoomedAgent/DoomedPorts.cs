using Entracte.Coordinator;

namespace Entracte.DoomedAgent;

/// <summary>Around each call of a port that does anything, a place to die before and after it.</summary>
internal static class DoomedPorts
{
    public static EntractePorts Around(EntractePorts ports) => ports with
    {
        Host = new DoomedHost(ports.Host!),
        Stores = new DoomedStores(ports.Stores!),
        Journal = new DoomedJournal(ports.Journal!),
    };
}
