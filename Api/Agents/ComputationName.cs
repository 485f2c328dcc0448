namespace Entracte.Api.Agents;

/// <summary>The names of computations are names of directories in image stores (ImageFormat, ImageName), and so have their rules.</summary>
public static class ComputationName
{
    private const int LengthMax = 128;
    private const string Signs = "._-+@=,:";

    public const string Rule = "At most 128 letters, digits and . _ - + @ = , : make a name, beginning with a letter or digit.";

    public static bool IsValid(string name)
        => name.Length is > 0 and <= LengthMax && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsAllowed);

    /// <summary>A program's file name, with whatever a name may not contain replaced.</summary>
    public static string OfProgram(string fileName)
    {
        var allowed = string.Concat(fileName.Select(letter => IsAllowed(letter) ? letter : '-')).TrimStart([.. Signs]);
        // Room is left for a number behind it.
        return allowed.Length == 0 ? "program" : allowed[..Math.Min(allowed.Length, LengthMax - 10)];
    }

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || Signs.Contains(letter);
}
