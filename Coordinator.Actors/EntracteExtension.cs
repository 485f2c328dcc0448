using Akka.Actor;

namespace Entracte.Coordinator;

/// <summary>Makes <see cref="EntracteSystem"/> an extension of an actor system: there is one per system, whoever asks first.</summary>
public sealed class EntracteExtension(EntractePorts ports) : ExtensionIdProvider<EntracteSystem>
{
    public EntracteExtension()
        : this(new EntractePorts())
    {
    }

    public override EntracteSystem CreateExtension(ExtendedActorSystem system) => new(system, ports);
}
