namespace Entracte.Coordinator.Computations;

/// <summary>What a computation has its actor do.</summary>
internal abstract record ComputationEffect
{
    private ComputationEffect()
    {
    }

    public sealed record BeginCheckpoint(bool ByInterval, bool Kill) : ComputationEffect;

    public sealed record BeginRestart : ComputationEffect;

    public sealed record BeginKill : ComputationEffect;

    public sealed record BeginMigration : ComputationEffect;

    /// <summary>Keep the request until the attempt under way is over.</summary>
    public sealed record Postpone : ComputationEffect;

    /// <summary>Give up the attempt under way, if that is still possible.</summary>
    public sealed record WithdrawAttempt : ComputationEffect;

    public sealed record Refuse(FailureKind Kind, string Reason) : ComputationEffect;

    /// <summary>Start the time to the next checkpoint anew; nothing where no interval is wanted.</summary>
    public sealed record ArmInterval : ComputationEffect;

    public sealed record DisarmInterval : ComputationEffect;

    public sealed record TellAppeared : ComputationEffect;

    public sealed record TellEnded : ComputationEffect;
}
