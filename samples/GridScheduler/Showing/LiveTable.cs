using Entracte.GridScheduler.Scheduling;
using Spectre.Console;

namespace Entracte.GridScheduler.Showing;

/// <summary>The queue on a terminal, always as it is now, with the last sentence below it.</summary>
internal sealed class LiveTable(LiveDisplayContext display) : IQueueView
{
    private GridState last = GridState.Empty;
    private string told = "";
    private readonly Lock turn = new();

    public void Show(GridState state)
    {
        lock (turn)
        {
            last = state;
            Draw();
        }
    }

    public void Tell(string sentence)
    {
        lock (turn)
        {
            told = sentence;
            Draw();
        }
    }

    private void Draw() => display.UpdateTarget(new Rows(QueueTable.Of(last), new Text(told)));
}
