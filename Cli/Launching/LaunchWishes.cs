using Entracte.Api.Agents;
using Entracte.Cli.Verbs;

namespace Entracte.Cli.Launching;

/// <summary>How a computation is looked after.</summary>
internal sealed record LaunchWishes
{
    /// <summary>Where its images go.</summary>
    public required string Images { get; init; }

    /// <summary>Between automatic checkpoints; null: there are none.</summary>
    public IntervalChoice? Interval { get; init; }

    /// <summary>How many generations stay; null: all.</summary>
    public int? Keep { get; init; }

    /// <summary>When it leaves; null: at no signal.</summary>
    public LeaveChoice? Leave { get; init; }

    /// <summary>How often its images are to exist; null: once.</summary>
    public CopyPolicy? Copies { get; init; }

    /// <summary>What is done when something of it is lost.</summary>
    public Recovery? Recovery { get; init; }
}
