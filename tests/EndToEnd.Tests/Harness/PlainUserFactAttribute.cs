namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>A fact about what a plain user may not do; root may do it all, and is not asked to.</summary>
public sealed class PlainUserFactAttribute : FactAttribute
{
    public PlainUserFactAttribute()
    {
        if (Environment.IsPrivilegedProcess)
            Skip = "needs a plain user";
    }
}
