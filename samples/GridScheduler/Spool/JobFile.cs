using System.Text.Json;
using Entracte.GridScheduler.Scheduling;

namespace Entracte.GridScheduler.Spool;

/// <summary>Jobs that come in through the inbox, one by one or as a file: a JSON array of orders.</summary>
internal static class JobFile
{
    public static void Submit(string file, OrderInbox inbox)
    {
        JobOrder[] orders;
        try
        {
            orders = JsonSerializer.Deserialize<JobOrder[]>(File.ReadAllBytes(file), QueueJournal.Json) ?? [];
        }
        catch (JsonException wrong)
        {
            throw new GridException($"{file} is no JSON array of jobs: {wrong.Message}");
        }

        foreach (var order in orders)
            Submit(order, inbox);
    }

    public static void Submit(JobOrder order, OrderInbox inbox)
    {
        if (!OrderInbox.IsName(order.Name))
            throw new GridException($"'{order.Name}' cannot be a job's name: at most 64 letters, digits, - and _.");
        inbox.Put(new InboxOrder { Submit = order });
    }
}
