namespace Entracte.Coordinator.Copies;

/// <summary>Some bytes of a file of an image.</summary>
/// <param name="IsMissing">False for what is sent in any case: the inventory, and headers again.</param>
internal sealed record ImagePiece(string Name, long Offset, int LengthBytes, bool IsMissing = true);
