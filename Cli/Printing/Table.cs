namespace Entracte.Cli.Printing;

/// <summary>Columns as wide as their widest cell, two spaces apart.</summary>
internal static class Table
{
    public static void Print(TextWriter output, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, string indent = "")
    {
        string[][] lines = [.. (columns.Count == 0 ? rows : [columns, .. rows]).Select(line => line.Select(Printable.Of).ToArray())];
        var widths = new int[lines.Length == 0 ? 0 : lines.Max(line => line.Length)];
        foreach (var line in lines)
            for (var column = 0; column < line.Length; column++)
                widths[column] = Math.Max(widths[column], line[column].Length);
        foreach (var line in lines)
            output.WriteLine((indent + string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
    }
}
