using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Proc;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>Memory that is shared, captured once, by its leader.</summary>
/// <param name="Record">What the image says of it.</param>
/// <param name="LeaderHostPid">Whose file carries record and content.</param>
/// <param name="Content">The content as a file, where there is a way to open it; not owned.</param>
internal sealed record SharedObject(SharedMemoryRecord Record, int LeaderHostPid, SafeFileHandle? Content)
{
    /// <summary>All mappings of it, each with its process; without <see cref="Content"/> they are the only way to its bytes.</summary>
    public List<(FrozenMember Member, MemoryArea Area)> Areas { get; } = [];

    /// <summary>Whether the mappings together show all of it.</summary>
    public bool IsCovered
        => Areas.OrderBy(item => item.Area.OffsetBytes).Aggregate(0UL, (seen, item) => item.Area.OffsetBytes > seen ? seen : Math.Max(seen, item.Area.OffsetBytes + item.Area.LengthBytes))
        >= Record.LengthBytes;

    /// <summary>As long as its mappings show, where nothing else tells its length.</summary>
    public SharedMemoryRecord FinalRecord
        => Content is not null || Record.LengthBytes > 0
            ? Record
            : Record with { LengthBytes = Areas.Max(item => item.Area.OffsetBytes + item.Area.LengthBytes) };
}
