using Entracte.Api.Agents;
using Entracte.Api.Linux;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.Node;

/// <summary>Makes this agent the only one of its user. It is held until the process ends, and nothing that the agent starts inherits it.</summary>
internal sealed class AgentLock : IDisposable
{
    private const int FD_CLOEXEC = 1;
    private readonly SafeFileHandle file;

    private AgentLock(SafeFileHandle file) => this.file = file;

    /// <returns>Null when another agent runs.</returns>
    public static AgentLock? Take(RuntimeDirectory runtime, int? inheritedDescriptor)
    {
        if (inheritedDescriptor is { } descriptor)
        {
            if (Syscall.fcntl(descriptor, FcntlCommand.F_SETFD, FD_CLOEXEC) != 0)
                throw new IOException($"Descriptor {descriptor}, which --lock-descriptor names, is not open.");
            return new AgentLock(new SafeFileHandle(descriptor, ownsHandle: true));
        }

        var own = FileLock.Open(runtime.AgentLock);
        if (FileLock.TryTake(own))
            return new AgentLock(own);
        own.Dispose();
        return null;
    }

    public void Dispose() => file.Dispose();
}
