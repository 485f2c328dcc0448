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

    /// <summary>A thread of it that lives, by which its memory and its descriptors are found; the main thread, whose tid is the pid, as a rule.</summary>
    int LivingTid { get; }

    /// <summary>Runs the calls in order, all of them, also after one has failed.</summary>
    SyscallReply Run(SyscallBatch batch);

    /// <summary>
    /// The same, and does not wait: something else can be done meanwhile, also for the server's next request, which waits for this one. Of several batches
    /// that were started one after the other, only the last may be still at work.
    /// </summary>
    RunningBatch Start(SyscallBatch batch);

    /// <summary>Passes descriptors into the process.</summary>
    /// <returns>Their numbers there, close-on-exec set.</returns>
    int[] SendDescriptors(params ReadOnlySpan<SafeHandle> handles);

    /// <summary>Writes memory of the process, run after run, to a file at an offset (bytes), from within the process.</summary>
    /// <param name="meanwhile">
    /// A portion of what the caller does while the process is at work, and whether there is more of it: called at least once, and then until the process has
    /// answered. It must not ask the same process for anything.
    /// </param>
    void WritePages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs, Func<bool>? meanwhile = null);

    /// <summary>Fills memory of the process from a file; the reverse of <see cref="WritePages"/>.</summary>
    void ReadPages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs);
}
