using System.Globalization;

namespace Entracte.ProcessHook.Linux;

/// <summary>How large a buffer anybody may give to a socket: net.core.rmem_max and wmem_max (socket(7)).</summary>
public static class BufferLimit
{
    public static int ReceiveBytes { get; } = Read("rmem_max");

    public static int SendBytes { get; } = Read("wmem_max");

    private static int Read(string name) => int.Parse(File.ReadAllText($"/proc/sys/net/core/{name}"), CultureInfo.InvariantCulture);
}
