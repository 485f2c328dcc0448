using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Crossings;

/// <summary>What the coordinators of two clusters say to each other about a computation that goes from the one to the other.</summary>
public interface ICrossingMessage : IEntracteMessage
{
    string CrossingId { get; }
}
