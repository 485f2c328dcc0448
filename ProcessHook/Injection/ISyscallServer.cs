using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// A process that runs system calls for us: a target with the hook inside, or a husk. Calls are synchronous; a server that does not
/// answer within its time throws <see cref="TimeoutException"/>, one that has died <see cref="ProcessGoneException"/>.
/// </summary>
public interface ISyscallServer
{
    /// <summary>The process as this process sees it.</summary>
    int HostPid { get; }

    /// <summary>Runs the calls in order, all of them, also after one has failed.</summary>
    SyscallReply Run(SyscallBatch batch);

    /// <summary>Passes descriptors into the process.</summary>
    /// <returns>Their numbers there, close-on-exec set.</returns>
    int[] SendDescriptors(params ReadOnlySpan<SafeHandle> handles);

    /// <summary>Writes memory of the process, run after run, to a file at an offset (bytes), from within the process.</summary>
    void WritePages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs);

    /// <summary>Fills memory of the process from a file; the reverse of <see cref="WritePages"/>.</summary>
    void ReadPages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs);
}
