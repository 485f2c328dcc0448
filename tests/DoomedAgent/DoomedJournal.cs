using Entracte.Coordinator;
using Entracte.Coordinator.Ports;

namespace Entracte.DoomedAgent;

internal sealed class DoomedJournal(IRunJournal journal) : IRunJournal
{
    public Task RecordAsync(ComputationStatus computation) => Doom.AroundAsync("Record", () => journal.RecordAsync(computation));
}
