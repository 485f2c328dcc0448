namespace Entracte.Coordinator.Ports;

/// <summary>For embedders that know the rate of failures by themselves: what is observed is forgotten with the actor system.</summary>
internal sealed class NoServiceJournal : IServiceJournal
{
    public ServiceNotes Read() => ServiceNotes.None;

    public Task WriteAsync(ServiceNotes notes) => Task.CompletedTask;
}
