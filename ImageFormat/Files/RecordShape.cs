using System.Collections.Concurrent;
using System.Reflection;
using MessagePack;

namespace Entracte.ImageFormat.Files;

/// <summary>
/// MessagePack can put nil anywhere, also where a record says that something is always there. This finds it once, behind the parser, so that
/// nobody else meets a null that the compiler excludes.
/// </summary>
internal static class RecordShape
{
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, bool Nullable)[]> References = new();

    /// <summary>The path of the first property or element that is null and must not be; null where there is none.</summary>
    public static string? FindMissing(object record) => Within(record) is { } path ? record.GetType().Name + path : null;

    private static string? Within(object record)
    {
        foreach (var (property, nullable) in References.GetOrAdd(record.GetType(), ReferencesOf))
        {
            var missing = property.GetValue(record) switch
            {
                null => nullable ? null : "",
                string => null,
                Array elements => WithinArray(elements),
                var value => Within(value),
            };
            if (missing is not null)
                return $".{property.Name}{missing}";
        }
        return null;
    }

    private static string? WithinArray(Array elements)
    {
        if (elements.GetType().GetElementType() is { IsValueType: true } type && References.GetOrAdd(type, ReferencesOf).Length == 0)
            return null;
        for (var index = 0; index < elements.Length; index++)
        {
            var missing = elements.GetValue(index) switch
            {
                null => "",
                string => null,
                var element => Within(element),
            };
            if (missing is not null)
                return $"[{index}]{missing}";
        }
        return null;
    }

    private static (PropertyInfo Property, bool Nullable)[] ReferencesOf(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.IsDefined(typeof(KeyAttribute)) && !property.PropertyType.IsPrimitive && !property.PropertyType.IsEnum)
            .Select(property => (property, nullability.Create(property).ReadState == NullabilityState.Nullable))];
    }
}
