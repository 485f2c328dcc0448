using Entracte.ProcessHook.Capture.Descriptors;

namespace Entracte.ProcessHook.Capture;

/// <summary>Whose processes are cut, and how.</summary>
public sealed record CutOptions
{
    /// <summary>Host pids.</summary>
    public required IReadOnlyList<int> Roots { get; init; }

    /// <summary>The environment entry that members carry wherever they are, such as <c>ENTRACTE_COMPUTATION=id</c>; null when only the trees count.</summary>
    public string? Mark { get; init; }

    /// <summary>How long to try for a stable cut.</summary>
    public TimeSpan SuspendTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public DescriptorPolicy Descriptors { get; init; } = new();

    public WriteMode Mode { get; init; } = WriteMode.Stopped;

    /// <summary>Pack pages with zstd: the pause gets longer, the image smaller.</summary>
    public bool Compress { get; init; }

    /// <summary>The members are suspended for their end alone: who cannot be suspended is killed without that.</summary>
    public bool OnlyEnds { get; init; }

    /// <summary>Where the members are ended: the roots call exit_group(2) with this status; 0: SIGKILL ends them as well.</summary>
    public int ExitStatus { get; init; }

    /// <summary>A signal that is left out of the image where it waits for a member as a whole; 0: none.</summary>
    public int DroppedSignal { get; init; }
}
