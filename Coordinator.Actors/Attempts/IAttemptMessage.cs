using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Attempts;

/// <summary>Belongs to one attempt; whoever is at another one refuses it.</summary>
public interface IAttemptMessage : IEntracteMessage
{
    AttemptKey Key { get; }
}
