using System.Text;

namespace Akka.Configuration;

/// <summary>A value of a configuration: an object, a list, or a text (from which all else is read).</summary>
internal abstract record HoconNode;

internal sealed record HoconText(string Text) : HoconNode;

internal sealed record HoconList(IReadOnlyList<HoconNode> Items) : HoconNode;

/// <summary>A value that is known only when all layers are.</summary>
internal abstract record HoconUnresolved : HoconNode;

/// <summary>A reference <c>${path}</c> or <c>${?path}</c>.</summary>
internal sealed record HoconSubstitution(string Path, bool Optional) : HoconUnresolved;

/// <summary>References with texts, objects or lists around them.</summary>
internal sealed record HoconConcatenation(IReadOnlyList<HoconNode> Parts) : HoconUnresolved;

/// <summary>One value written over another: two objects are put together, and an upper one that turns out undefined leaves the lower one.</summary>
internal sealed record HoconOver(HoconNode Below, HoconNode Above) : HoconUnresolved;

/// <summary>Fields in the order in which they were written.</summary>
internal sealed record HoconObject : HoconNode
{
    private readonly Dictionary<string, HoconNode> _fields = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, HoconNode>> Fields => _fields;

    public int Count => _fields.Count;

    public HoconNode this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Sets a field; two objects are put together, anything else replaces what was there.</summary>
    public void Set(string name, HoconNode value) =>
        _fields[name] = _fields.TryGetValue(name, out var before) ? Merge(before, value) : value;

    public static HoconNode Merge(HoconNode below, HoconNode above)
    {
        if (above is HoconUnresolved || (below is HoconUnresolved && above is HoconObject))
            return new HoconOver(below, above);
        if (below is not HoconObject lower || above is not HoconObject upper)
            return above;
        var merged = new HoconObject();
        foreach (var (name, value) in lower.Fields)
            merged.Set(name, value);
        foreach (var (name, value) in upper.Fields)
            merged.Set(name, value);
        return merged;
    }

    public HoconNode Find(IEnumerable<string> path)
    {
        HoconNode at = this;
        foreach (var name in path)
            at = (at as HoconObject)?[name];
        return at;
    }

    internal static void Print(HoconNode node, StringBuilder text, int depth)
    {
        switch (node)
        {
            case HoconObject { Fields: var fields }:
                text.Append('{').AppendLine();
                foreach (var (name, value) in fields)
                {
                    text.Append(' ', (depth + 1) * 2).Append(HoconPath.Quote(name)).Append(" : ");
                    Print(value, text, depth + 1);
                    text.AppendLine();
                }
                text.Append(' ', depth * 2).Append('}');
                break;
            case HoconList { Items: var items }:
                text.Append('[');
                for (var index = 0; index < items.Count; index++)
                {
                    text.Append(index == 0 ? "" : ",");
                    Print(items[index], text, depth + 1);
                }
                text.Append(']');
                break;
            case HoconText { Text: var plain }:
                text.Append(HoconPath.Quote(plain));
                break;
        }
    }
}
