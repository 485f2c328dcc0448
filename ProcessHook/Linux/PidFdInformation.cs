using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>What <c>/proc/self/fdinfo</c> says about a pidfd (pidfd_open(2)).</summary>
internal static class PidFdInformation
{
    /// <summary>The pid of its process, as this process sees it; -1 once it has been waited for.</summary>
    public static int ReadPid(SafeFileHandle pidfd)
    {
        Span<byte> bytes = stackalloc byte[1024];
        var path = $"/proc/self/fdinfo/{pidfd.DangerousGetHandle()}";
        var length = SmallFile.TryRead(path, bytes);
        if (length < 0)
            throw new LinuxException("read", -length, path);
        foreach (var line in Encoding.ASCII.GetString(bytes[..length]).Split('\n'))
        {
            if (line.StartsWith("Pid:", StringComparison.Ordinal))
                return int.Parse(line.AsSpan(4));
        }
        throw new InvalidDataException($"{path} does not describe a pidfd");
    }
}
