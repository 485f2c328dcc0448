namespace Entracte.Api.Agents;

/// <summary>Where images go when nobody says otherwise.</summary>
public static class ImagesDirectory
{
    /// <summary>$ENTRACTE_IMAGES, or a folder of <see cref="StateDirectory"/>.</summary>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable("ENTRACTE_IMAGES") is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);
        return Path.Combine(StateDirectory.Default(), "images");
    }
}
