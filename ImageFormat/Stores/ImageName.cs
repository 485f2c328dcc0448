namespace Entracte.ImageFormat.Stores;

/// <summary>Names and file names that come from people and from files: they name something in a directory, never a way out of it.</summary>
public static class ImageName
{
    private const int LengthMax = 128;

    /// <summary>Letters, digits, and . _ - + @ = , : inside; the first is none of these signs.</summary>
    public static bool IsValid(string name)
        => name.Length is > 0 and <= LengthMax && char.IsAsciiLetterOrDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "._-+@=,:".Contains(letter));

    public static string Required(string name)
        => IsValid(name) ? name : throw new ImageStoreException(
            $"'{name}' cannot be the name of an image: at most {LengthMax} letters, digits and . _ - + @ = , : are allowed, beginning with a letter or digit.");

    public static string OfGeneration(int generation) => $"g{generation:d6}";

    public static int? GenerationOf(string directoryName)
        => directoryName is ['g', .. { Length: >= 6 } digits] && int.TryParse(digits, System.Globalization.NumberStyles.None, null, out var generation)
            && OfGeneration(generation) == directoryName ? generation : null;

    /// <param name="pid">As the process itself sees it.</param>
    /// <param name="node">Whose process it is, where the image is of several nodes.</param>
    public static string OfPart(int pid, string? node = null) => node is null ? $"p{pid}.img" : $"p{pid}@{node}.img";
}
