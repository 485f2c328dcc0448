namespace Entracte.Api.Agents;

/// <summary>Where images go when nobody says otherwise.</summary>
public static class ImagesDirectory
{
    /// <summary>$ENTRACTE_IMAGES, or the place that the XDG base directory specification gives to state: $XDG_STATE_HOME or ~/.local/state.</summary>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable("ENTRACTE_IMAGES") is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state)
            return Path.Combine(state, "entracte", "images");
        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "entracte", "images");
    }
}
