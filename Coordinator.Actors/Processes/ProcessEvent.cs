using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Processes;

/// <summary>What a process actor hears of: of its node's steps, and of its own file.</summary>
internal abstract record ProcessEvent
{
    private ProcessEvent()
    {
    }

    public sealed record Suspended : ProcessEvent;

    public sealed record DrainBegan : ProcessEvent;

    public sealed record WriteOrdered : ProcessEvent;

    public sealed record Written : ProcessEvent;

    public sealed record Resumed : ProcessEvent;

    public sealed record CompleteOrdered : ProcessEvent;

    public sealed record Completed(PartRecord Part) : ProcessEvent;

    public sealed record Killed : ProcessEvent;

    /// <summary>Writing or completing did not work.</summary>
    public sealed record Broke(Failure Failure) : ProcessEvent;

    /// <summary>The attempt is over; the process is out of our hands.</summary>
    public sealed record LetGo : ProcessEvent;
}
