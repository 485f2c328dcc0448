using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Terminals;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>A pseudo terminal whose master a member holds.</summary>
/// <param name="TerminalId">Its id in the image.</param>
/// <param name="Number">N of /dev/pts/N.</param>
/// <param name="Devices">The devpts file systems that the slave may belong to: N alone says nothing where there are several.</param>
/// <param name="Master">The one description of it.</param>
internal sealed record CapturedTerminal(ulong TerminalId, int Number, IReadOnlyList<ulong> Devices, OpenFile Master)
{
    /// <summary>Descriptions of the slave that members hold.</summary>
    public List<OpenFile> Slaves { get; } = [];

    /// <summary>What the image says of it; what waits in it is known only after draining.</summary>
    public PseudoTerminalRecord Record { get; set; } = new();

    /// <summary>Null where the kernel does not tell them: there is no slave any more.</summary>
    public TerminalSettings? Settings { get; set; }
}
