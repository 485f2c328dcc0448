using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>What a node has written down, and how often.</summary>
internal sealed class SimulatedServiceJournal : IServiceJournal
{
    public ServiceNotes Notes { get; set; } = ServiceNotes.None;

    public int Writes { get; private set; }

    public ServiceNotes Read() => Notes;

    public Task WriteAsync(ServiceNotes notes)
    {
        Notes = notes;
        Writes++;
        return Task.CompletedTask;
    }
}
