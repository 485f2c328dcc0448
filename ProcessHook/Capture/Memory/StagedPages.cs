using Entracte.ImageFormat.Files;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>Pages of one process that were copied aside and belong into its file.</summary>
/// <param name="Memory">Where they are.</param>
/// <param name="Start">Their place there (bytes).</param>
/// <param name="LengthBytes">How many they are.</param>
/// <param name="FileOffset">Their place in the file (bytes).</param>
internal sealed record StagedPages(StagingMemory Memory, long Start, long LengthBytes, long FileOffset)
{
    /// <summary>For the file in which they belong; their room is to be given back when that is complete.</summary>
    public LateBytes AsLate() => new(FileOffset, LengthBytes, (offset, count) => Memory.Slice(Start + offset - FileOffset, count));
}
