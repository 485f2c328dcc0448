namespace Entracte.Coordinator.Processes;

/// <summary>A process and its file: the two go different ways once the bytes are out of the process.</summary>
internal sealed record ProcessState(ProcessPhase Phase, PartPhase Part)
{
    public static ProcessState Initial { get; } = new(ProcessPhase.Running, PartPhase.None);
}
