using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>A husk and what its descriptors shall be; of those who share a table, the first.</summary>
/// <param name="Server">The husk.</param>
/// <param name="Record">The process's part of the image.</param>
/// <param name="MoveAside">Moves the server's socket to this number, and those of others to the ones above it, out of the image's way.</param>
/// <param name="CopyContent">Puts the content of an unnamed file of this part, by its id, into an empty file.</param>
public sealed record RestoredMember(ISyscallServer Server, ProcessFileRecord Record, Action<int> MoveAside, Action<ulong, SafeFileHandle> CopyContent)
{
    /// <summary>How many servers have their sockets in this table: one, and one more for each process that shares it. They go to consecutive numbers.</summary>
    public int Servers { get; init; } = 1;

    public int Pid => Record.Process.Pid;
}
