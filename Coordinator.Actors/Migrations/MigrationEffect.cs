namespace Entracte.Coordinator.Migrations;

/// <summary>What a migration has its actor do.</summary>
internal abstract record MigrationEffect
{
    private MigrationEffect()
    {
    }

    public sealed record Carry : MigrationEffect;

    /// <summary>Have the nodes on which it is new verify the image.</summary>
    public sealed record Check : MigrationEffect;

    /// <param name="Held">Only up to where it could run.</param>
    public sealed record BeginArrival(bool Held) : MigrationEffect;

    /// <summary>Let the source end.</summary>
    public sealed record EndSource : MigrationEffect;

    /// <summary>Let the other side run.</summary>
    public sealed record RunTarget : MigrationEffect;

    public sealed record WithdrawDeparture(Failure Failure) : MigrationEffect;

    public sealed record WithdrawArrival(Failure Failure) : MigrationEffect;

    /// <summary>Restart it from the image where it was.</summary>
    public sealed record Return : MigrationEffect;

    /// <summary>Nothing here brings it back by itself: it may run elsewhere.</summary>
    public sealed record GiveAway : MigrationEffect;

    public sealed record Succeed : MigrationEffect;

    public sealed record Fail(Failure Failure) : MigrationEffect;
}
