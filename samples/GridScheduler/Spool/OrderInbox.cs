using System.Text.Json;
using Entracte.GridScheduler.Scheduling;

namespace Entracte.GridScheduler.Spool;

/// <summary>Orders from other processes, on whatever machine: a file each, taken in the order in which they came.</summary>
internal sealed class OrderInbox(SpoolDirectory spool)
{
    private static readonly Lock Turn = new();
    private static long lastTicks;

    public void Put(InboxOrder order)
        => SpoolDirectory.Write(Path.Combine(spool.Inbox, NextName()), JsonSerializer.SerializeToUtf8Bytes(order, QueueJournal.Json));

    /// <summary>By the time, and of one process in the order in which they are put, however fast. The rest tells those of several processes apart.</summary>
    private static string NextName()
    {
        lock (Turn)
        {
            lastTicks = Math.Max(lastTicks + 1, DateTime.UtcNow.Ticks);
            return $"{lastTicks:x16}-{Guid.NewGuid():n}.json";
        }
    }

    /// <summary>All that wait. They go on waiting until they are removed, when what they say is in the journal.</summary>
    public IReadOnlyList<(string File, GridEvent? Event)> Waiting()
        => [.. Directory.GetFiles(spool.Inbox, "*.json").Order(StringComparer.Ordinal).Select(file => (file, EventOf(file)))];

    public static void Remove(string file) => File.Delete(file);

    /// <returns>Null for what is no order.</returns>
    private static GridEvent? EventOf(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<InboxOrder>(File.ReadAllBytes(file), QueueJournal.Json) switch
            {
                { Submit: { } order } when IsName(order.Name) => new GridEvent.Submitted(order),
                { Cancel: { } name } => new GridEvent.CancelAsked(name),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>It becomes the name of directories.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
