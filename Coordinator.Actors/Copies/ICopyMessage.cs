using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Copies;

/// <summary>What the two ends of a copy say to each other.</summary>
public interface ICopyMessage : IEntracteMessage
{
    string CopyId { get; }
}
