using System.Globalization;
using Entracte.GridScheduler.Scheduling;
using Spectre.Console;

namespace Entracte.GridScheduler.Showing;

/// <summary>The queue as a table.</summary>
internal static class QueueTable
{
    public static Table Of(GridState state)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("job", "priority", "slots", "state", "image", "starts", "note");
        foreach (var job in state.InOrder.OrderBy(job => job.IsOver))
            table.AddRow(
                Markup.Escape(job.Name), Number(job.Order.Priority), Number(job.Order.Slots), $"[{ColourOf(job.Phase)}]{Markup.Escape(JobText.Of(job))}[/]",
                job.Generation > 0 ? Number(job.Generation) : "", Number(job.Attempt), Markup.Escape(job.Note));
        var used = state.Nodes.Select(node => $"{node.Key} {state.Jobs.Values.Where(job => job.IsPlaced && job.Node == node.Key).Sum(job => job.Order.Slots)}/{node.Value}");
        table.Caption = new TableTitle(Markup.Escape(state.Nodes.IsEmpty ? "no node can be reached" : string.Join("   ", used)));
        return table;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string ColourOf(JobPhase phase) => phase switch
    {
        JobPhase.Running or JobPhase.Done => "green",
        JobPhase.Failed => "red",
        JobPhase.Queued or JobPhase.Cancelled => "grey",
        _ => "yellow",
    };
}
