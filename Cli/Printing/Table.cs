namespace Entracte.Cli.Printing;

/// <summary>Columns as wide as their widest cell, two spaces apart.</summary>
internal static class Table
{
    public static void Print(TextWriter output, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, string indent = "")
    {
        var lines = columns.Count == 0 ? rows : [columns, .. rows];
        var widths = new int[lines.Count == 0 ? 0 : lines.Max(line => line.Count)];
        foreach (var line in lines)
            for (var column = 0; column < line.Count; column++)
                widths[column] = Math.Max(widths[column], line[column].Length);
        foreach (var line in lines)
            output.WriteLine((indent + string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
    }
}
