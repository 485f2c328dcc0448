using Entracte.GridScheduler.Scheduling;

namespace Entracte.GridScheduler.Showing;

/// <summary>A line for every change, for logs.</summary>
internal sealed class PlainLines(TextWriter output) : IQueueView
{
    private readonly Dictionary<string, string> shown = [];
    private readonly Lock turn = new();

    public void Show(GridState state)
    {
        foreach (var job in state.InOrder)
        {
            var text = JobText.Of(job) + (job.Note.Length > 0 ? $" ({job.Note.ReplaceLineEndings(" ")})" : "");
            if (shown.GetValueOrDefault(job.Name) == text)
                continue;
            shown[job.Name] = text;
            Tell($"{job.Name}: {text}");
        }
    }

    public void Tell(string sentence)
    {
        lock (turn)
        {
            output.WriteLine($"{DateTime.Now:HH:mm:ss} {sentence}");
            output.Flush();
        }
    }
}
