namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>The faults of a seed, always the same. Pure.</summary>
internal static class CampaignPlan
{
    public const int LossMilliseconds = 25_000;
    private const int PatienceMilliseconds = 3_000;
    private const int DelayMillisecondsMost = 1_500;

    // Those that cost half a minute each are rarer.
    private static readonly Fault[] Quick = [Fault.LinkCut, Fault.LinkFlapping, Fault.LinkSlow, Fault.DiskFull, Fault.HostFrozen];
    private static readonly Fault[] All =
    [
        .. Quick, .. Quick, .. Quick, Fault.AgentKilled, Fault.AgentKilled, Fault.AgentKilled, Fault.SshdKilled, Fault.SshdKilled,
        Fault.AgentKilledForLong, Fault.HostDead, Fault.LinkCutForLong, Fault.HostFrozenForLong,
    ];

    /// <param name="quickOnly">Without those that take a host out of the cluster.</param>
    public static IReadOnlyList<PlannedFault> Of(int seed, int count, bool quickOnly)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Next(random, quickOnly ? Quick : All))];
    }

    private static PlannedFault Next(Random random, Fault[] faults)
    {
        var fault = faults[random.Next(faults.Length)];
        var victim = random.GetItems(Enum.GetValues<Victim>(), 1)[0];
        var order = random.GetItems([Order.Nothing, Order.Checkpoint, Order.Checkpoint, Order.CheckpointAndRestart, Order.Migration], 1)[0];
        var moment = random.GetItems([Moment.BeforeTheOrder, Moment.DuringTheOrder, Moment.DuringTheOrder, Moment.AfterTheOrder], 1)[0];
        // An image from the moment between the kill and the crash that it leads to would crash again after every restart (docs/limits.md).
        if (fault == Fault.SshdKilled)
            moment = Moment.AfterTheOrder;
        var lasts = fault switch
        {
            Fault.AgentKilledForLong or Fault.HostDead or Fault.LinkCutForLong or Fault.HostFrozenForLong => LossMilliseconds,
            Fault.LinkFlapping or Fault.LinkSlow => 3_000 + random.Next(3_000),
            _ => 200 + random.Next(PatienceMilliseconds - 200),
        };
        return new PlannedFault(fault, victim, order, moment, random.Next(1 + random.Next(DelayMillisecondsMost)), lasts, random.Next(1 << 20));
    }
}
