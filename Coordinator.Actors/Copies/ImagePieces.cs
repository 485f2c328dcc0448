using Entracte.ImageFormat;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Copies;

/// <summary>
/// What of an image the other side does not have yet, piece by piece: what is missing of each file, in the order of the files. Before that the headers of those that have come in part: what
/// came ahead of the image came without, as they are written last.
/// </summary>
internal sealed class ImagePieces
{
    private const int PieceBytes = 256 << 10;
    private readonly IReadOnlyList<CopiedFile> files;
    private readonly long[] sent;
    private readonly Queue<int> headers = [];
    private int current;

    /// <param name="files">All that is sent.</param>
    /// <param name="heldBytes">How much of each the other side has.</param>
    /// <param name="isAhead">These are no whole files yet, and have no headers.</param>
    public ImagePieces(IReadOnlyList<CopiedFile> files, IReadOnlyList<long> heldBytes, bool isAhead)
    {
        (this.files, sent) = (files, [.. heldBytes]);
        for (var file = 0; file < sent.Length && !isAhead; file++)
            if (sent[file] > 0 && sent[file] < files[file].LengthBytes)
                headers.Enqueue(file);
        GoesOn = headers.Count > 0;
    }

    /// <summary>From what the other side had already; whether that belongs to the same image is seen at the end.</summary>
    public bool GoesOn { get; }

    /// <returns>Null when nothing is left.</returns>
    public ImagePiece? Next()
    {
        if (headers.TryDequeue(out var again))
            return new ImagePiece(files[again].Name, 0, (int)Math.Min(FormatLimits.PageBytes, files[again].LengthBytes), IsMissing: false);
        while (current < sent.Length && sent[current] >= files[current].LengthBytes)
            current++;
        if (current == sent.Length)
            return null;
        var (name, length) = (files[current].Name, (int)Math.Min(PieceBytes, files[current].LengthBytes - sent[current]));
        var piece = new ImagePiece(name, sent[current], length, IsMissing: name != InventoryFile.Name);
        sent[current] += length;
        return piece;
    }
}
