using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>A committed generation in a list.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="Place">Where it is, for people.</param>
/// <param name="Inventory">Null where it cannot be read.</param>
/// <param name="Fault">Why it cannot be read, in one sentence; null where it can.</param>
public sealed record StoredImage(int Generation, string Place, InventoryRecord? Inventory, string? Fault)
{
    /// <summary>Bytes of all parts, as the inventory tells; 0 where it cannot be read.</summary>
    public long LengthBytes => Inventory?.Parts.Sum(part => part.LengthBytes) ?? 0;
}
