namespace Entracte.ImageFormat.Files;

/// <summary>Bytes of an object that lie in the file as they are, one behind the other in both.</summary>
public readonly record struct RawRun(ulong Address, long FileOffset, long LengthBytes);
