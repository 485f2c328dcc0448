using System.Text;
using System.Text.Unicode;

namespace Entracte.ProcessHook.Linux;

/// <summary>
/// Names as the kernel has them (of files, of threads), which are bytes, as text and back without loss. They are mostly UTF-8; a byte that is not is written as U+0000, which stands in no
/// name, and the character of its value: as Mono.Unix.UnixEncoding does, by which the calls of Mono.Posix take their paths.
/// </summary>
public static class KernelText
{
    private const char Escape = '\0';

    public static string Of(ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name))
            return Encoding.UTF8.GetString(name);
        var text = new StringBuilder(name.Length + 8);
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                name = name[consumed..];
                continue;
            }
            text.Append(Escape).Append((char)name[0]);
            name = name[1..];
        }
        return text.ToString();
    }

    /// <summary>Without a NUL at the end.</summary>
    public static byte[] ToBytes(string text)
    {
        if (!text.Contains(Escape))
            return Encoding.UTF8.GetBytes(text);
        var bytes = new List<byte>(text.Length);
        var rest = text.AsSpan();
        for (int at; (at = rest.IndexOf(Escape)) >= 0 && at + 1 < rest.Length; rest = rest[(at + 2)..])
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(rest[..at].ToArray()));
            bytes.Add((byte)rest[at + 1]);
        }
        bytes.AddRange(Encoding.UTF8.GetBytes(rest.ToArray()));
        return [.. bytes];
    }

    /// <summary>For sentences: a byte that is no UTF-8 as <c>\xe9</c>, and so every control character, which a terminal would obey.</summary>
    public static string ForPeople(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var shown = new StringBuilder(text.Length + 8);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == Escape && at + 1 < text.Length)
                at++;
            else if (!char.IsControl(text[at]))
            {
                shown.Append(text[at]);
                continue;
            }
            shown.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{(int)text[at]:x2}");
        }
        return shown.ToString();
    }
}
