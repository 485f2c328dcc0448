namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>A fact about a real program; skipped, and says so, where the program is not installed.</summary>
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] programs)
    {
        var missing = programs.Where(program => InstalledProgram.Find(program) is null).ToList();
        if (missing.Count > 0)
            Skip = $"not installed: {string.Join(", ", missing)} (tests/packages.txt)";
    }
}
