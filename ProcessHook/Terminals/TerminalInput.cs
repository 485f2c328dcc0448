namespace Entracte.ProcessHook.Terminals;

/// <summary>
/// What waits for readers of a terminal. Where input comes in lines, an end-of-file that was typed lies in the kernel's buffer as a zero byte with a mark;
/// read without interpretation only the zero is seen (drivers/tty/n_tty.c), and the count of readable bytes, which leaves such marks out, tells which it is.
/// </summary>
/// <param name="Bytes">With a zero byte for each end of a file.</param>
/// <param name="Ends">The places of those.</param>
internal sealed record TerminalInput(byte[] Bytes, int[] Ends)
{
    /// <summary>Tells ends of files from zero bytes.</summary>
    /// <param name="bytes">As read without interpretation.</param>
    /// <param name="settings">Of the terminal, as its program wants them.</param>
    /// <param name="readableBytes">What FIONREAD said before.</param>
    /// <returns>Null where both occur.</returns>
    public static TerminalInput? TryInterpret(byte[] bytes, TerminalSettings settings, long readableBytes)
    {
        var zeros = Enumerable.Range(0, bytes.Length).Where(index => bytes[index] == 0).ToArray();
        if (!settings.IsInLines || zeros.Length == 0)
            return new TerminalInput(bytes, []);
        return new[] { new TerminalInput(bytes, zeros), new TerminalInput(bytes, []) }.FirstOrDefault(input => input.ReadableBytes(settings) == readableBytes);
    }

    private static int AfterLines(byte[] bytes, TerminalSettings settings) => Array.FindLastIndex(bytes, value => value == (byte)'\n' || settings.EndsLine(value)) + 1;

    /// <summary>What FIONREAD says of it: of lines only those that are whole count, and ends of files do not.</summary>
    public int ReadableBytes(TerminalSettings settings)
        => settings.IsInLines ? Math.Max(AfterLines(Bytes, settings), Ends.Length > 0 ? Ends[^1] + 1 : 0) - Ends.Length : Bytes.Length;

    /// <summary>What is to be written to the master for it, and the character that stands for the end of a file there: one that the input does not have.</summary>
    public (byte[] Bytes, byte EndOfFile) ToWrite()
    {
        if (Ends.Length == 0)
            return (Bytes, 0);
        var endOfFile = (byte)Enumerable.Range(1, byte.MaxValue).Select(value => (int?)value).FirstOrDefault(value => value != '\n' && !Bytes.Contains((byte)value!.Value), 4)!;
        var written = Bytes.ToArray();
        foreach (var end in Ends)
            written[end] = endOfFile;
        return (written, endOfFile);
    }
}
