namespace Entracte.ImageFormat;

/// <summary>A file that is not what FORMAT.md says. The message names the file, where it lies in it, and what is wrong.</summary>
public sealed class ImageFormatException : Exception
{
    public ImageFormatException(string file, long? offset, string what, Exception? cause = null)
        : base($"{file}{(offset is { } place ? $", offset {place}" : "")}: {what}", cause)
    {
        File = file;
        Offset = offset;
        What = what;
    }

    public string File { get; }

    /// <summary>Bytes from the start of the file; null where the fault has no place in it.</summary>
    public long? Offset { get; }

    public string What { get; }
}
