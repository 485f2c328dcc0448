namespace Entracte.GridScheduler.Scheduling;

/// <summary>The slots of one node while jobs are being placed.</summary>
internal sealed class Room
{
    private readonly List<Job> running;

    private Room(string node, int free, int coming, List<Job> running)
    {
        Node = node;
        Free = free;
        Coming = coming;
        this.running = running;
    }

    public string Node { get; }

    /// <summary>Nobody has them.</summary>
    public int Free { get; private set; }

    /// <summary>Of jobs that are being stopped, and not promised to anybody.</summary>
    public int Coming { get; private set; }

    public static Room Of(string node, int slots, IEnumerable<Job> jobs)
    {
        var here = jobs.Where(job => job.IsPlaced && job.Node == node).ToList();
        return new Room(
            node,
            slots - here.Sum(job => job.Order.Slots),
            here.Where(job => job.Phase is JobPhase.Parking or JobPhase.Ending).Sum(job => job.Order.Slots),
            [.. here.Where(job => job.Phase == JobPhase.Running && !job.IsUnparkable)]);
    }

    /// <summary>What is free first, then what will be.</summary>
    public void Take(int slots)
    {
        var fromFree = Math.Clamp(Free, 0, slots);
        Free -= fromFree;
        Coming -= slots - fromFree;
    }

    public void Park(Job victim)
    {
        running.Remove(victim);
        Coming += victim.Order.Slots;
    }

    /// <summary>Who has to go so that so many slots are, or will be, there: the least important first, of these the youngest, and nobody in vain.</summary>
    /// <returns>Empty: nobody. Null: it is not enough when all go that may.</returns>
    public IReadOnlyList<Job>? VictimsFor(int slots, int priority)
    {
        var missing = slots - Free - Coming;
        var victims = new List<Job>();
        foreach (var candidate in running.Where(job => job.Order.Priority < priority).OrderBy(job => job.Order.Priority).ThenByDescending(job => job.Serial))
        {
            if (victims.Sum(job => job.Order.Slots) >= missing)
                break;
            victims.Add(candidate);
        }

        // A large one that came last may have made an earlier one needless.
        foreach (var victim in victims.OrderByDescending(job => job.Order.Priority).ToList())
        {
            if (victims.Sum(job => job.Order.Slots) - victim.Order.Slots >= missing)
                victims.Remove(victim);
        }

        return victims.Sum(job => job.Order.Slots) >= missing ? victims : null;
    }
}
