using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Entracte.ImageFormat.Records;
using MessagePack;

namespace Entracte.ImageFormat.Tests.Records;

/// <summary>Section 6 of FORMAT.md, made from the records and their documentation.</summary>
internal static partial class RecordSection
{
    private static readonly Dictionary<string, string> Summaries = XDocument.Load(Path.ChangeExtension(typeof(ProcessFileRecord).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")));

    public static string Make()
    {
        var text = new StringBuilder();
        foreach (var type in InOrderOfMention(typeof(ProcessFileRecord), typeof(InventoryRecord)))
        {
            text.Append($"\n### {type.Name}\n\n");
            if (Summaries.GetValueOrDefault($"T:{type.FullName}") is { Length: > 0 } summary)
                text.Append($"{summary}\n\n");
            if (type.IsEnum)
                AppendNumbers(text, type);
            else if (type.IsAbstract)
                AppendKinds(text, type);
            else
                AppendFields(text, type);
        }
        return text.ToString();
    }

    private static IEnumerable<Type> InOrderOfMention(params Type[] roots)
    {
        var seen = new HashSet<Type>();
        var awaiting = new Stack<Type>(roots.Reverse());
        while (awaiting.TryPop(out var type))
        {
            if (!seen.Add(type))
                continue;
            yield return type;
            var mentioned = type.GetCustomAttributes<UnionAttribute>(inherit: false).Select(union => union.SubType).Concat(Fields(type).Select(field => Innermost(field.Property.PropertyType)));
            foreach (var next in mentioned.Where(next => next.Namespace == typeof(ProcessFileRecord).Namespace).Reverse())
                awaiting.Push(next);
        }
    }

    private static void AppendNumbers(StringBuilder text, Type type)
    {
        text.Append("| number | |\n|---|---|\n");
        foreach (var name in Enum.GetNames(type))
        {
            var meaning = Summaries.GetValueOrDefault($"F:{type.FullName}.{name}", "");
            text.Append($"| {Convert.ToInt64(Enum.Parse(type, name))} | {name}{(meaning.Length > 0 ? ". " : "")}{meaning} |\n");
        }
    }

    private static void AppendKinds(StringBuilder text, Type type)
    {
        text.Append("| kind | record |\n|---|---|\n");
        foreach (var union in type.GetCustomAttributes<UnionAttribute>(inherit: false).OrderBy(union => union.Key))
            text.Append($"| {union.Key} | {union.SubType.Name} |\n");
        text.Append("\nFields of every kind:\n\n");
        AppendFields(text, type);
    }

    private static void AppendFields(StringBuilder text, Type type)
    {
        text.Append("| key | field | type | |\n|---|---|---|---|\n");
        foreach (var (key, property) in Fields(type).Where(field => field.Property.DeclaringType == type))
            text.Append($"| {key} | {property.Name} | {TypeName(property)} | {Summaries.GetValueOrDefault($"P:{type.FullName}.{property.Name}", "")} |\n");
    }

    private static IEnumerable<(int Key, PropertyInfo Property)> Fields(Type type)
        => type.GetProperties().Select(property => (Key: property.GetCustomAttribute<KeyAttribute>()?.IntKey ?? -1, property)).Where(field => field.Key >= 0).OrderBy(field => field.Key);

    private static string TypeName(PropertyInfo property)
        => TypeName(property.PropertyType) + (new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable ? " or nil" : "");

    private static string TypeName(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => TypeName(inner),
        _ when type == typeof(byte[]) => "bin",
        _ when type.IsArray => $"[{TypeName(type.GetElementType()!)}]",
        _ when type == typeof(string) => "str",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(double) || type == typeof(float) => "float",
        _ when type.IsPrimitive => "int",
        _ => type.Name,
    };

    private static Type Innermost(Type type) => type.IsArray ? Innermost(type.GetElementType()!) : Nullable.GetUnderlyingType(type) ?? type;

    private static string Text(XElement? summary)
    {
        if (summary is null)
            return "";
        var parts = summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" or "paramref" } see => $"`{(see.Attribute("cref") ?? see.Attribute("name") ?? see.Attribute("langword"))!.Value.Split('.', ':')[^1]}`",
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement other => other.Value,
            _ => node.ToString(),
        });
        return Spaces().Replace(string.Concat(parts), " ").Trim()
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
