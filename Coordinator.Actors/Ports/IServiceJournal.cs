using Entracte.Coordinator.Service;

namespace Entracte.Coordinator.Ports;

/// <summary>Keeps over the death of the agent, and of the machine, how long this node has carried computations and what has failed.</summary>
public interface IServiceJournal
{
    /// <summary>What was written last; nothing where that cannot be read.</summary>
    ServiceNotes Read();

    /// <summary>Of two that overlap the one that was begun later counts.</summary>
    Task WriteAsync(ServiceNotes notes);
}
