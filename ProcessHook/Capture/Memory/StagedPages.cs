using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>Pages of one process that were copied aside and belong into its file.</summary>
/// <param name="Memory">Where they are.</param>
/// <param name="Start">Their place there (bytes).</param>
/// <param name="LengthBytes">How many they are.</param>
/// <param name="FileOffset">Their place in the file (bytes).</param>
internal sealed record StagedPages(StagingMemory Memory, long Start, long LengthBytes, long FileOffset)
{
    /// <summary>Writes them, and gives their room back; once.</summary>
    public void MoveTo(SafeFileHandle file)
    {
        Memory.Write(file, FileOffset, Start, LengthBytes);
        Memory.Release();
    }
}
