namespace Entracte.Coordinator.Ports;

/// <summary>For embedders that know by themselves what they have restarted.</summary>
internal sealed class NoJournal : IRunJournal
{
    public Task RecordAsync(ComputationStatus computation) => Task.CompletedTask;
}
