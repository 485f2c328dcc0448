using System.Buffers.Text;
using System.Text;
using Entracte.ProcessHook.Linux;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Proc;

/// <summary>Reads files of /proc, whose length is only known once they have been read. Pids are host pids.</summary>
internal static class ProcFile
{
    /// <exception cref="LinuxException">With ESRCH where the process is gone, EACCES where it is not ours.</exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LinuxException("open", NativeConvert.FromErrno(Errno.ESRCH), path);
        }
        catch (UnauthorizedAccessException)
        {
            throw new LinuxException("open", NativeConvert.FromErrno(Errno.EACCES), path);
        }
        catch (IOException exception)
        {
            // The runtime keeps the errno in the lower half of HResult.
            throw new LinuxException("read", exception.HResult & 0xffff, path);
        }
    }

    public static string ReadText(string path) => Encoding.UTF8.GetString(ReadBytes(path));

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
