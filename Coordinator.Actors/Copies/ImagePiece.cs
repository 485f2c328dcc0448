namespace Entracte.Coordinator.Copies;

/// <summary>Some bytes of a file of an image.</summary>
internal sealed record ImagePiece(string Name, long Offset, int LengthBytes);
