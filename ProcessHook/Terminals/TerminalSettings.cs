using System.Buffers.Binary;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Terminals;

/// <summary><c>struct termios2</c> of a terminal (termios(3)), and the settings with which its queues are emptied and filled unchanged.</summary>
internal sealed class TerminalSettings(byte[] structure)
{
    private const int InputFlagsOffset = 0;
    private const int OutputFlagsOffset = 4;
    private const int LocalFlagsOffset = 12;
    private const int CharactersOffset = 17;
    private const int CharactersCount = 19;
    private const int VEOF = 4;
    private const int VTIME = 5;
    private const int VMIN = 6;
    private const int VSTOP = 9;
    private const int VEOL = 11;
    private const int VEOL2 = 16;
    private const uint ICANON = 2;
    private const uint IEXTEN = 0x8000;
    private const uint EXTPROC = 0x10000;
    private const uint IXON = 0x400;

    public static TerminalSettings? TryRead(Microsoft.Win32.SafeHandles.SafeFileHandle terminal)
    {
        var structure = new byte[Ioctl.TerminalSettingsBytes];
        return Ioctl.TryRead(terminal, Ioctl.TCGETS2, structure) ? new TerminalSettings(structure) : null;
    }

    public byte[] Structure => structure;

    /// <summary>Whether input is handed out in lines.</summary>
    public bool IsInLines => (Number(LocalFlagsOffset) & ICANON) != 0 && !IsProcessedOutside;

    /// <summary>The character that stops output, or null when none does.</summary>
    public byte? StopCharacter => (Number(InputFlagsOffset) & IXON) != 0 && Character(VSTOP) != 0 ? Character(VSTOP) : null;

    /// <summary>Whether a line may end with this character, besides newline.</summary>
    public bool EndsLine(byte value) => value != 0 && (value == Character(VEOL) || ((Number(LocalFlagsOffset) & IEXTEN) != 0 && value == Character(VEOL2)));

    /// <summary>Nothing is interpreted, and reading returns at once with what there is.</summary>
    public byte[] ForEmptying() => With(lines: false, endOfFile: 0);

    /// <summary>Nothing is interpreted but ends of lines, where these were before; nothing is echoed.</summary>
    /// <param name="endOfFile">A character that shall end the file, or 0.</param>
    public byte[] ForFilling(byte endOfFile) => With(IsInLines, endOfFile);

    /// <summary>Line editing is somebody else's (EXTPROC): to change that flag would forget where lines end.</summary>
    private bool IsProcessedOutside => (Number(LocalFlagsOffset) & EXTPROC) != 0;

    private byte[] With(bool lines, byte endOfFile)
    {
        var settings = structure.ToArray();
        var kept = Number(LocalFlagsOffset) & (IsProcessedOutside ? EXTPROC | ICANON : lines ? IEXTEN : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(settings.AsSpan(InputFlagsOffset), 0);
        BinaryPrimitives.WriteUInt32LittleEndian(settings.AsSpan(OutputFlagsOffset), 0);
        BinaryPrimitives.WriteUInt32LittleEndian(settings.AsSpan(LocalFlagsOffset), kept | (lines ? ICANON : 0));
        var characters = settings.AsSpan(CharactersOffset, CharactersCount);
        var (end, otherEnd) = (Character(VEOL), Character(VEOL2));
        characters.Clear();
        if (!lines)
            (characters[VMIN], characters[VTIME]) = (0, 0);
        else
            (characters[VEOF], characters[VEOL], characters[VEOL2]) = (endOfFile, end, otherEnd);
        return settings;
    }

    private uint Number(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(structure.AsSpan(offset));

    private byte Character(int index) => structure[CharactersOffset + index];
}
