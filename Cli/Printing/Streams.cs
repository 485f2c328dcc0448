using System.Text;

namespace Entracte.Cli.Printing;

/// <summary>
/// Standard output and error. Console.Out and Console.Error would switch a terminal's keypad mode and settings, which are the program's business;
/// the bare streams do not.
/// </summary>
internal static class Streams
{
    public static TextWriter Output { get; } = Writer(Console.OpenStandardOutput());

    public static TextWriter Error { get; } = Writer(Console.OpenStandardError());

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
