namespace Entracte.House.Tests;

/// <summary>A rule is kept when nobody is found who breaks it; else all who do are named, at once.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> findings, string rule)
    {
        var found = findings.ToList();
        Assert.True(found.Count == 0, $"{rule}\n  {string.Join("\n  ", found)}");
    }
}
