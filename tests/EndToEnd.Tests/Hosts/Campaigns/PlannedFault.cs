namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>Whose host it is when the fault comes.</summary>
public enum Victim
{
    Coordinator,
    FirstPart,
    SecondPart,
    Spare,
}

/// <summary>What somebody asks of the computation at that time.</summary>
public enum Order
{
    Nothing,
    Checkpoint,

    /// <summary>checkpoint --kill, then restart.</summary>
    CheckpointAndRestart,

    /// <summary>Of one part to the host that has none.</summary>
    Migration,
}

/// <summary>When the fault comes.</summary>
public enum Moment
{
    BeforeTheOrder,
    DuringTheOrder,
    AfterTheOrder,
}

/// <summary>One fault of a plan.</summary>
/// <param name="DelayMilliseconds">After the order was given, where the fault comes during it.</param>
/// <param name="LastsMilliseconds">Until it is repaired.</param>
/// <param name="Choice">Of whatever else can be chosen: who orders, which part moves.</param>
public sealed record PlannedFault(Fault Fault, Victim Victim, Order Order, Moment Moment, int DelayMilliseconds, int LastsMilliseconds, int Choice)
{
    public override string ToString()
    {
        var moment = Order == Order.Nothing ? "in peace" : Moment == Moment.DuringTheOrder ? $"{DelayMilliseconds} ms into {Order}" : $"{Moment} {Order}";
        return $"{Fault} of {Victim} for {LastsMilliseconds} ms, {moment}";
    }
}
