using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Restore;

namespace Entracte.ProcessHook.Tests.Restore;

public sealed class HugePagesAreCounted
{
    private const ulong Huge = 2 << 20;
    private const ulong Shared = 77;

    /// <summary>Four that are reserved, one that an unreserved mapping of three has, and of shared memory two that two processes have mapped and one that nobody has any more.</summary>
    private static readonly ProcessFileRecord[] Parts =
    [
        new()
        {
            Process = new ProcessRecord { Pid = 5 },
            Mappings = [Private(0x40000000, 4, ""), Private(0x50000000, 3, "nr"), SharedOf(0, 2)],
            SharedMemories = [new SharedMemoryRecord { Id = Shared, Kind = SharedMemoryKind.MemoryFile, LengthBytes = 10 * Huge, HugePageSizeBytes = Huge }],
            Extents = [Extent(0, 0x40000000, 2), Extent(0, 0x50000000 + Huge, 1), Extent(Shared, Huge, 2)],
        },
        new() { Process = new ProcessRecord { Pid = 6 }, Mappings = [SharedOf(1, 1)] },
    ];

    [Theory]
    [InlineData(7, 1)]
    [InlineData(0, 8)]
    public void What_is_missing_is_said_with_numbers(long free, long missing)
    {
        var obstacle = Assert.Single(HugePageChecks.Of(Parts, _ => free));
        Assert.Equal(5, obstacle.Pid);
        Assert.Contains($"It needs 8 huge pages of 2048 KiB, and {free} are free.", obstacle.ToString(), StringComparison.Ordinal);
        Assert.Contains($"by {missing}.", obstacle.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Enough_of_them_are_no_obstacle() => Assert.Empty(HugePageChecks.Of(Parts, _ => 8));

    private static MappingRecord Private(ulong address, ulong pages, string flags)
        => new() { Address = address, LengthBytes = pages * Huge, Kind = MappingKind.Anonymous, HugePageSizeBytes = Huge, Flags = flags };

    private static MappingRecord SharedOf(ulong first, ulong pages)
        => new() { Address = 0x60000000, LengthBytes = pages * Huge, OffsetBytes = first * Huge, Kind = MappingKind.SharedMemory, ObjectId = Shared, HugePageSizeBytes = Huge };

    private static ExtentRecord Extent(ulong id, ulong address, ulong pages) => new() { ObjectId = id, Address = address, LengthBytes = (long)(pages * Huge) };
}
