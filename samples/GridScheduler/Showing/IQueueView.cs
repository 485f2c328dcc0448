using Entracte.GridScheduler.Scheduling;

namespace Entracte.GridScheduler.Showing;

/// <summary>Where people see the queue.</summary>
internal interface IQueueView
{
    void Show(GridState state);

    void Tell(string sentence);
}
