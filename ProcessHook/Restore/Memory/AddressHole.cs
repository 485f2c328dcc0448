namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>Finds room in address space that two processes both leave free.</summary>
internal static class AddressHole
{
    /// <summary>Well above programs that are linked to low addresses.</summary>
    private const ulong Lowest = 0x1_0000_0000;
    private const ulong End = 0x7fff_0000_0000;

    /// <summary>The stack may grow down into what lies below it: a hole keeps this distance from everything.</summary>
    private const ulong Distance = 0x100_0000;

    /// <summary>The lowest address from which so many bytes are in nobody's way.</summary>
    /// <param name="taken">Start and end of what is there, in any order, overlapping or not.</param>
    /// <param name="lengthBytes">A multiple of the page size.</param>
    public static ulong Find(IEnumerable<(ulong Start, ulong End)> taken, ulong lengthBytes)
    {
        var candidate = Lowest;
        foreach (var (start, end) in taken.OrderBy(range => range.Start))
        {
            if (end + Distance <= candidate)
                continue;
            if (start >= candidate + lengthBytes + Distance)
                break;
            candidate = end + Distance;
        }
        return candidate + lengthBytes <= End
            ? candidate
            : throw new InvalidOperationException($"no {lengthBytes} bytes of address space are free in both the husk and the image");
    }
}
