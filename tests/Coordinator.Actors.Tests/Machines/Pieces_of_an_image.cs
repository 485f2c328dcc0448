using Entracte.Coordinator.Copies;
using Entracte.ImageFormat.Copies;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>Each byte that is missing once, and headers that came without again.</summary>
public sealed class Pieces_of_an_image
{
    private const int Piece = 256 << 10;
    private static readonly CopiedFile[] Files = [new("inventory.img", 100), new("p1.img", Piece + 10), new("p2.img", 8192), new("p3.img", 0)];

    [Fact]
    public void Come_in_the_order_of_the_files()
    {
        var pieces = new ImagePieces(Files, [0, 0, 0, 0], isAhead: false);
        Assert.Equal(
            [new("inventory.img", 0, 100, IsMissing: false), new("p1.img", 0, Piece), new("p1.img", Piece, 10), new("p2.img", 0, 8192)],
            All(pieces));
        Assert.False(pieces.GoesOn);
    }

    [Fact]
    public void Go_on_from_what_is_there_and_begin_with_its_headers()
    {
        var pieces = new ImagePieces(Files, [0, Piece, 8192, 0], isAhead: false);
        Assert.Equal([new("p1.img", 0, 4096, IsMissing: false), new("inventory.img", 0, 100, IsMissing: false), new("p1.img", Piece, 10)], All(pieces));
        Assert.True(pieces.GoesOn);
    }

    [Fact]
    public void Have_no_headers_ahead_of_the_image()
        => Assert.Equal([new("p1.img", Piece, 10), new("p2.img", 0, 8192)], All(new ImagePieces(Files[1..], [Piece, 0, 0], isAhead: true)));

    private static List<ImagePiece> All(ImagePieces pieces)
    {
        var all = new List<ImagePiece>();
        while (pieces.Next() is { } piece)
            all.Add(piece);
        return all;
    }
}
