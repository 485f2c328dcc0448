using System.Reflection;
using Entracte.ImageFormat.Records;
using Mono.Unix.Native;

namespace Entracte.Coordinator.Hosts;

/// <summary>What an inventory says of the machine that wrote it.</summary>
internal static class ThisMachine
{
    public static HostRecord Describe(string node)
    {
        if (Syscall.uname(out var system) != 0)
            throw new InvalidOperationException($"uname: {Stdlib.strerror(Stdlib.GetLastError())}");
        return new HostRecord
        {
            Node = node,
            HostName = system.nodename,
            Architecture = system.machine,
            KernelRelease = system.release,
            UserId = Syscall.geteuid(),
            UserName = Environment.UserName,
            WrittenBy = typeof(ThisMachine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        };
    }
}
