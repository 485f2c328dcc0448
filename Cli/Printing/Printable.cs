using System.Globalization;
using System.Text;

namespace Entracte.Cli.Printing;

/// <summary>Names of files and threads may hold anything, also what a terminal would obey.</summary>
internal static class Printable
{
    /// <summary>Control characters as <c>\x1b</c>; a byte that is no UTF-8, which the image has as a NUL and the character of its value, as <c>\xe9</c>.</summary>
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var shown = new StringBuilder(text.Length + 8);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0' && at + 1 < text.Length)
                at++;
            else if (!char.IsControl(text[at]))
            {
                shown.Append(text[at]);
                continue;
            }
            shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)text[at]:x2}");
        }
        return shown.ToString();
    }
}
