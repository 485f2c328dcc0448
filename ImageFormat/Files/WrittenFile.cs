namespace Entracte.ImageFormat.Files;

/// <summary>A completed file.</summary>
/// <param name="LengthBytes">Length of the file.</param>
/// <param name="Checksum">Header checksum, which stands for the whole file.</param>
/// <param name="MemoryBytes">Bytes of all extents before compression, without those in the parent.</param>
public sealed record WrittenFile(long LengthBytes, uint Checksum, long MemoryBytes);
