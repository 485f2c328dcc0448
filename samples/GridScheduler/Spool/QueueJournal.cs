using System.Text.Json;
using System.Text.Json.Serialization;
using Entracte.GridScheduler.Scheduling;

namespace Entracte.GridScheduler.Spool;

/// <summary>The queue as a file. It is written before anything that follows from it is done.</summary>
internal sealed class QueueJournal(SpoolDirectory spool)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public void Save(GridState state) => SpoolDirectory.Write(spool.Journal, JsonSerializer.SerializeToUtf8Bytes(state.Jobs.Values, Json));

    /// <summary>As it was left.</summary>
    public IReadOnlyList<Job> Read() => File.Exists(spool.Journal) ? JsonSerializer.Deserialize<Job[]>(File.ReadAllBytes(spool.Journal), Json)! : [];

    /// <summary>
    /// For a scheduler that begins. What was under way has been finished by the nodes, or not, without us: it counts as running until somebody has looked, and whoever does
    /// not run then has vanished and is started again.
    /// </summary>
    public GridState Resume() => Read().Select(job => job.IsPlaced ? job with { Phase = JobPhase.Running } : job).Aggregate(GridState.Empty, (state, job) => state.With(job));
}
