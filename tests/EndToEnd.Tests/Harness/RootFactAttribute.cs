namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>A fact that only a privileged user can try. Its class has the trait Category=Root, so that it is left out of a plain user's run.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "needs root";
    }
}
