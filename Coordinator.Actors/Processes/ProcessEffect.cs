using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Processes;

/// <summary>What a process actor is to do.</summary>
internal abstract record ProcessEffect
{
    private ProcessEffect()
    {
    }

    public sealed record Write : ProcessEffect;

    public sealed record Complete : ProcessEffect;

    public sealed record TellWritten : ProcessEffect;

    public sealed record TellDurable(PartRecord Part) : ProcessEffect;

    public sealed record TellBroken(Failure Failure) : ProcessEffect;
}
