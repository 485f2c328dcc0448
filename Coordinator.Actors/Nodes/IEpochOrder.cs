using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Nodes;

/// <summary>Of a coordinator to a node, outside of attempts.</summary>
internal interface IEpochOrder : IEntracteMessage
{
    /// <summary>Of the coordinator.</summary>
    long Epoch { get; }
}
