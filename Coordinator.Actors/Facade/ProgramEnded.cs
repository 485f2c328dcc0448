using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A program of a computation, one of its roots, has ended, and somebody who stood for it knows how. Answered by <see cref="Sequel"/>.</summary>
[MessagePackObject]
public sealed record ProgramEnded : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";

    /// <summary>In which of the computation's lives; see <see cref="Sequel.Life"/>.</summary>
    [Key(1)] public long Life { get; init; }

    /// <summary>As wait(2) gives it.</summary>
    [Key(2)] public int WaitStatus { get; init; }

    /// <summary>The signal with which somebody asked the program to end; 0: nobody did.</summary>
    [Key(3)] public int AskedSignal { get; init; }

    /// <summary>Where it ran; filled in by the facade.</summary>
    [Key(4)] public string Node { get; init; } = "";

    /// <summary>Somebody waits to become the husk of what follows, with the program's streams.</summary>
    [Key(5)] public bool IsAttached { get; init; }

    /// <summary>For a coordinator that knows nothing of the computation.</summary>
    [Key(6)] public string Name { get; init; } = "";

    /// <inheritdoc cref="Name"/>
    [Key(7)] public string ImagesDirectory { get; init; } = "";

    /// <inheritdoc cref="Name"/>
    [Key(8)] public RecoveryPolicy Policy { get; init; } = RecoveryPolicy.Nothing;
}
