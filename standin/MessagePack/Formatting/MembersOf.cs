using System.Reflection;

namespace MessagePack.Formatting;

/// <summary>What of a type is written, with the same demands as MessagePack-CSharp, so that nothing passes here and fails there.</summary>
internal static class MembersOf
{
    /// <summary>The properties at the index of their key; null where a number is not taken.</summary>
    public static PropertyInfo?[] Type(Type type)
    {
        var byKey = new SortedDictionary<int, PropertyInfo>();
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.IsDefined(typeof(IgnoreMemberAttribute), inherit: true) || property.GetIndexParameters().Length > 0)
                continue;
            var key = property.GetCustomAttribute<KeyAttribute>(inherit: true)?.IntKey
                ?? throw new MessagePackSerializationException(
                    $"all public members must mark KeyAttribute (with an integer) or IgnoreMemberAttribute. type: {type.FullName} member:{property.Name}");
            if (!byKey.TryAdd(key, property))
                throw new MessagePackSerializationException($"key is duplicated, all members key must be unique. type: {type.FullName} member:{property.Name}");
        }
        var members = new PropertyInfo?[byKey.Count == 0 ? 0 : byKey.Keys.Last() + 1];
        foreach (var (key, property) in byKey)
            members[key] = property;
        return members;
    }

    /// <summary>The longest public constructor whose parameters are the properties 0, 1, 2… by type; null for a struct without one.</summary>
    public static ConstructorInfo? Constructor(Type type, PropertyInfo?[] members)
    {
        foreach (var candidate in type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length))
        {
            var parameters = candidate.GetParameters();
            if (parameters.Length <= members.Length && parameters.Index().All(pair => members[pair.Index]?.PropertyType == pair.Item.ParameterType))
                return candidate;
        }
        return type.IsValueType ? null : throw new MessagePackSerializationException($"can't find matched constructor. type:{type.FullName}");
    }
}
