using System.Globalization;

namespace Entracte.ProcessHook.Restore.Splitting;

/// <summary>What one host restores of what was on a node: all of it (NODE), or one of several shares of it (NODE/INDEX:COUNT, the first has index 1).</summary>
/// <param name="Node">That wrote the image of it.</param>
/// <param name="Index">From 0.</param>
/// <param name="Count">Among how many hosts its processes are spread; 1: they stay together.</param>
public sealed record NodeShare(string Node, int Index, int Count)
{
    public bool IsWhole => Count == 1;

    /// <summary>Any text that does not end as a share does is the name of a node.</summary>
    public static NodeShare Parse(string text)
    {
        if (text.LastIndexOf('/') is > 0 and var slash && text[(slash + 1)..].Split(':') is [var index, var count]
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var places)
            && place >= 1 && place <= places && places > 1)
            return new NodeShare(text[..slash], place - 1, places);
        return new NodeShare(text, 0, 1);
    }

    public override string ToString() => IsWhole ? Node : string.Create(CultureInfo.InvariantCulture, $"{Node}/{Index + 1}:{Count}");
}
