namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>Every combination of a kind of connection, what is in flight over it, and how far it has ended, in the words of the victim <c>connections</c>.</summary>
internal static class ConnectionMatrix
{
    private static readonly string[] Fillings = ["empty", "some", "full"];
    private static readonly string[] States = ["open", "half", "closed"];

    public static IReadOnlyList<string> Kinds { get; } =
    [
        "pipe", "packets", "fifo", "stream", "datagram", "sequence", "stream-path", "stream-name", "datagram-path", "datagram-name", "sequence-path", "sequence-name",
        "tcp4", "tcp6", "tcp46", "tcp4-kept", "tcp6-kept", "tcp4-served", "tcp6-served", "udp4", "udp6",
    ];

    /// <summary>A pipe has one direction: to end it is to close it, and there is no other way to fill it.</summary>
    public static IEnumerable<string> Of(string kind)
    {
        var isPipe = kind is "pipe" or "packets" or "fifo";
        foreach (var filling in Fillings)
        {
            foreach (var state in States.Where(state => !isPipe || state != "half"))
                yield return $"{kind}/{filling}/{state}";
        }
        // TCP that was closed before all was read has neither a peer nor an address any more.
        foreach (var state in States.Where(state => !isPipe && (state != "closed" || !kind.StartsWith("tcp", StringComparison.Ordinal))))
            yield return $"{kind}/both/{state}";
        yield return $"{kind}/huge/open";
        yield return $"{kind}/huge/closed";
        yield return $"{kind}/narrowed/open";
    }
}
