using Akka.Actor;
using Entracte.Coordinator.Nodes;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>A machine with its node agent.</summary>
internal sealed class SimulatedNode(string name, SeededHost host)
{
    public string Name => name;

    public SeededHost Host => host;

    public Registrations Registrations { get; } = new(name, "/images");

    public IActorRef Agent { get; set; } = ActorRefs.Nobody;

    /// <summary>Nothing comes through until then.</summary>
    public TimeSpan PartedUntil { get; set; }

    public bool HasDied { get; set; }
}
