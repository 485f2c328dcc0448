using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Tests.Files;

/// <summary>The pages of a process as a restart reads them: piece by piece, by whoever takes the next, and verified as a whole.</summary>
public sealed class RawPiecesTests : IDisposable
{
    private const ulong LongAddress = 0x7000_0000_0000;
    private const ulong NextAddress = 0x10000;
    private const int LongBytes = FormatLimits.ExtentBytesWritten + 3 * RawPieces.Bytes / 2;
    private const int NextBytes = 8192;

    private readonly TemporaryDirectory directory = new();
    private readonly byte[] content = new byte[LongBytes + NextBytes];

    public RawPiecesTests()
    {
        new Random(7).NextBytes(content);
        using var writer = ProcessFileWriter.Create(Path);
        RandomAccess.Write(writer.File, content.AsSpan(0, LongBytes), writer.Reserve(0, LongAddress, LongBytes));
        RandomAccess.Write(writer.File, content.AsSpan(LongBytes), writer.Reserve(0, NextAddress, NextBytes));
        writer.Append(7, 0, "somebody else's"u8);
        writer.Complete(new ProcessFileRecord());
    }

    private string Path => directory.File("p1.img");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_bytes_arrive_where_they_belong_in_whatever_order_the_pieces_are_read(bool isBackwards)
    {
        using var reader = ProcessFileReader.Open(Path);
        var pieces = reader.PiecesOf(0);
        var memory = new Dictionary<ulong, byte[]> { [LongAddress] = new byte[LongBytes], [NextAddress] = new byte[NextBytes] };
        Assert.Equal((content.Length + RawPieces.Bytes - 1) / RawPieces.Bytes, pieces.Count);
        var buffer = new byte[RawPieces.Bytes];
        var runs = new List<RawRun>();
        for (var count = 0; count < pieces.Count; count++)
        {
            var length = pieces.Read(isBackwards ? pieces.Count - 1 - count : count, buffer, runs);
            Assert.Equal(length, runs.Sum(run => run.LengthBytes));
            var done = 0;
            foreach (var run in runs)
            {
                var (start, bytes) = memory.Single(area => run.Address >= area.Key && run.Address < area.Key + (ulong)area.Value.Length);
                buffer.AsSpan(done, (int)run.LengthBytes).CopyTo(bytes.AsSpan((int)(run.Address - start)));
                done += (int)run.LengthBytes;
            }
        }
        pieces.Verify();
        Assert.True(content.AsSpan().SequenceEqual([.. memory[LongAddress], .. memory[NextAddress]]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RawPieces.Bytes)]
    [InlineData(FormatLimits.ExtentBytesWritten - 1)]
    [InlineData(FormatLimits.ExtentBytesWritten)]
    [InlineData(LongBytes + NextBytes - 1)]
    public void A_damaged_byte_is_told_with_its_extent(int position)
    {
        using (var file = File.OpenHandle(Path, access: FileAccess.ReadWrite))
            RandomAccess.Write(file, [(byte)~content[position]], FormatLimits.PageBytes + position);
        using var reader = ProcessFileReader.Open(Path);
        var pieces = reader.PiecesOf(0);
        var buffer = new byte[RawPieces.Bytes];
        for (var piece = 0; piece < pieces.Count; piece++)
            pieces.Read(piece, buffer, []);
        var damage = Assert.Throws<ImageFormatException>(pieces.Verify);
        Assert.Equal(Assert.Single(reader.FindDamage()).Message, damage.Message);
        reader.VerifyObjects();
    }

    [Fact]
    public void Damage_of_what_processes_share_is_found_without_looking_at_their_own_pages()
    {
        long offset;
        using (var reader = ProcessFileReader.Open(Path))
            offset = Assert.Single(reader.ExtentsOf(7).ToArray()).FileOffset;
        using (var file = File.OpenHandle(Path, access: FileAccess.ReadWrite))
            RandomAccess.Write(file, "X"u8, offset);
        using var damaged = ProcessFileReader.Open(Path);
        Assert.Equal(offset, Assert.Throws<ImageFormatException>(damaged.VerifyObjects).Offset);
    }

    public void Dispose() => directory.Dispose();
}
