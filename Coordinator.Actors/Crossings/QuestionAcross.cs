using System.Diagnostics;
using Akka.Actor;

namespace Entracte.Coordinator.Crossings;

/// <summary>
/// A question to a node of another cluster that changes nothing there. A link that was broken loses what is said until both of its ends have noticed, and nobody is told; so it is said again
/// and again, and whichever of its answers comes first is the answer.
/// </summary>
internal static class QuestionAcross
{
    /// <param name="patience">For all of it together.</param>
    /// <param name="pause">Until it is said again. An answer that takes longer than that is an answer all the same.</param>
    /// <exception cref="AskTimeoutException">There was none in time.</exception>
    public static async Task<object> AskAsync(ICanTell node, object question, TimeSpan patience, TimeSpan pause)
    {
        var begun = Stopwatch.GetTimestamp();
        List<Task<object>> asked = [node.Ask<object>(question, patience)];
        while (true)
        {
            if (await Task.WhenAny([.. asked, Task.Delay(pause)]).ConfigureAwait(false) is Task<object> answered)
                return await answered.ConfigureAwait(false);
            if (patience - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } left)
                asked.Add(node.Ask<object>(question, left));
        }
    }
}
