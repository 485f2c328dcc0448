namespace Entracte.ProcessHook;

/// <summary>Something that stands in the way of a checkpoint or a restart, and what the person can do about it.</summary>
/// <param name="Pid">The process it concerns, as its owner sees it; 0 where it concerns none.</param>
/// <param name="Descriptor">The descriptor number, or null where it is none.</param>
/// <param name="What">What is in the way, in one sentence.</param>
/// <param name="Remedy">What to do, in one sentence.</param>
/// <param name="IsTransient">Whether it may be gone by itself in a moment, so that another attempt is worth while.</param>
public sealed record Obstacle(int Pid, int? Descriptor, string What, string Remedy, bool IsTransient = false)
{
    public string What { get; init; } = Linux.KernelText.ForPeople(What);

    public override string ToString()
        => $"pid {Pid}{(Descriptor is { } number ? $", descriptor {number}" : "")}: {What} {Remedy}";
}
