namespace Akka.Configuration;

/// <summary>Replaces substitutions by what they refer to in the finished configuration. (Environment variables are not looked at: Akka does not.)</summary>
internal static class HoconResolver
{
    public static HoconObject Resolve(HoconObject root) => (HoconObject)Resolve(root, root, []) ?? new HoconObject();

    /// <summary>Null is a value that turned out to be undefined.</summary>
    private static HoconNode Resolve(HoconNode node, HoconObject root, IReadOnlyList<string> underway)
    {
        switch (node)
        {
            case HoconObject fields:
                var resolved = new HoconObject();
                foreach (var (name, value) in fields.Fields)
                {
                    if (Resolve(value, root, underway) is { } field)
                        resolved.Set(name, field);
                }
                return resolved;
            case HoconList list:
                return new HoconList([.. list.Items.Select(item => Resolve(item, root, underway)).Where(item => item != null)]);
            case HoconSubstitution substitution:
                return Substitute(substitution, root, underway);
            case HoconOver over:
                var (below, above) = (Resolve(over.Below, root, underway), Resolve(over.Above, root, underway));
                return above == null || below == null ? above ?? below : HoconObject.Merge(below, above);
            case HoconConcatenation { Parts: var parts }:
                return Concatenate([.. parts.Select(part => Resolve(part, root, underway)).Where(part => part != null)]);
            default:
                return node;
        }
    }

    private static HoconNode Substitute(HoconSubstitution substitution, HoconObject root, IReadOnlyList<string> underway)
    {
        if (underway.Contains(substitution.Path))
            throw new ConfigurationException($"The substitution ${{{substitution.Path}}} refers to itself");
        HoconNode found = root;
        foreach (var name in HoconPath.Split(substitution.Path))
        {
            var outer = found is HoconUnresolved ? Resolve(found, root, [.. underway, substitution.Path]) : found;
            found = (outer as HoconObject)?[name];
        }
        if (found != null && Resolve(found, root, [.. underway, substitution.Path]) is { } value)
            return value;
        return substitution.Optional ? null : throw new ConfigurationException($"Unresolved substitution: ${{{substitution.Path}}}");
    }

    private static HoconNode Concatenate(IReadOnlyList<HoconNode> parts)
    {
        var solid = parts.Where(part => part is not HoconText { Text: var text } || !string.IsNullOrWhiteSpace(text)).ToList();
        if (solid.Count == 0)
            return null;
        if (solid.All(part => part is HoconObject))
            return solid.Aggregate(HoconObject.Merge);
        if (solid.All(part => part is HoconList))
            return new HoconList([.. solid.SelectMany(part => ((HoconList)part).Items)]);
        if (parts.Any(part => part is not HoconText))
            throw new ConfigurationException("A text cannot be joined with an object or a list");
        return new HoconText(string.Concat(parts.Select(part => ((HoconText)part).Text)).Trim());
    }
}
