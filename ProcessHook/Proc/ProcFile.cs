using System.Buffers.Text;
using System.Text;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Proc;

/// <summary>Reads files of /proc, whose length is only known once they have been read. Pids are host pids.</summary>
internal static class ProcFile
{
    private const int ENOENT = 2;
    private const int ESRCH = 3;

    /// <exception cref="LinuxException">With ESRCH where the process is gone, EACCES where it is not ours.</exception>
    public static T Read<T>(string path, SmallFileParser<T> parse)
    {
        // Not by File, which also asks for the kind and the length of each and locks it (flock(2)): these are read by the thousand while programs stand still.
        if (SmallFile.TryReadAll(path, parse, out var content) is not 0 and var errno)
            throw new LinuxException("read", errno == ENOENT ? ESRCH : errno, path);
        return content!;
    }

    /// <inheritdoc cref="Read"/>
    public static byte[] ReadBytes(string path) => Read(path, static bytes => bytes.ToArray());

    /// <inheritdoc cref="Read"/>
    public static string ReadText(string path) => Read(path, Encoding.UTF8.GetString);

    /// <summary>One name on a line of its own, as <see cref="KernelText"/>.</summary>
    /// <inheritdoc cref="Read"/>
    public static string ReadName(string path) => Read(path, static bytes => KernelText.Of(bytes.TrimEnd((byte)'\n')));

    /// <summary>The entries of a directory that are called by numbers, in its order: processes, threads, descriptors.</summary>
    /// <exception cref="LinuxException">With ESRCH where the process is gone, EACCES where it is not ours.</exception>
    public static List<int> NumbersIn(string directory)
    {
        var numbers = new List<int>();
        if (DirectoryEntries.TryReadNumbers(directory, numbers) is not 0 and var errno)
            throw new LinuxException("getdents64", errno == ENOENT ? ESRCH : errno, directory);
        return numbers;
    }

    /// <summary>Parses a hexadecimal number at the beginning of the text and moves behind it.</summary>
    public static ulong TakeHexadecimal(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out ulong value, out var consumed, 'x'))
            throw new FormatException($"a hexadecimal number was expected at \"{Encoding.UTF8.GetString(text[..Math.Min(40, text.Length)])}\"");
        text = text[consumed..];
        return value;
    }

    /// <summary>Parses a decimal number at the beginning of the text and moves behind it.</summary>
    public static ulong TakeDecimal(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out ulong value, out var consumed))
            throw new FormatException($"a number was expected at \"{Encoding.UTF8.GetString(text[..Math.Min(40, text.Length)])}\"");
        text = text[consumed..];
        return value;
    }

    /// <summary>Cuts the first line off.</summary>
    public static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return line;
    }
}
