using System.Text;

namespace Akka.Configuration;

/// <summary>Paths as they are written: names with dots between them; a quoted name may contain dots itself.</summary>
internal static class HoconPath
{
    public static IReadOnlyList<string> Split(string path)
    {
        List<string> names = [];
        var name = new StringBuilder();
        var quoted = false;
        foreach (var c in path)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == '.' && !quoted)
                Flush();
            else
                name.Append(c);
        }
        Flush();
        return names;

        void Flush()
        {
            names.Add(quoted ? name.ToString() : name.ToString().Trim());
            name.Clear();
        }
    }

    public static string Quote(string text) => text is { Length: > 0 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? text
        : $"\"{(text ?? "").Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
}
