namespace Entracte.ImageFormat.Files;

/// <summary>Bytes of an object that lie in the file as they are, as long as possible: what the hook reads in one go.</summary>
public readonly record struct RawRun(ulong Address, long FileOffset, long LengthBytes);
