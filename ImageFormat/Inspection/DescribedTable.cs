namespace Entracte.ImageFormat.Inspection;

/// <summary>A titled table for people.</summary>
/// <param name="Columns">Empty for a table of names and values.</param>
/// <param name="Rows">Each as wide as <paramref name="Columns"/>, or two wide.</param>
public sealed record DescribedTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
