using System.Collections.Concurrent;
using System.Reflection;

namespace MessagePack.Formatting;

/// <summary>Chooses a formatter by the shape of a type, as MessagePack-CSharp's standard resolver does.</summary>
internal static class FormatterFactory
{
    private static readonly ConcurrentDictionary<Type, IBoxedFormatter> Boxed = new();

    public static IBoxedFormatter ForType(Type type) => Boxed.GetOrAdd(type, Create);

    public static IBoxedFormatter Create(Type type)
    {
        if (Primitives.Find(type) is { } primitive)
            return primitive;
        if (type.IsEnum)
            return Make(typeof(EnumFormatter<,>), type, Enum.GetUnderlyingType(type));
        if (type.IsArray && type.GetArrayRank() == 1)
            return Make(typeof(ArrayFormatter<,>), type, type.GetElementType()!);
        if (type.IsGenericType && OfGeneric(type) is { } generic)
            return generic;
        if (type.IsDefined(typeof(UnionAttribute), inherit: false))
            return Make(typeof(UnionFormatter<>), type);
        if (type.GetCustomAttribute<MessagePackObjectAttribute>() is { KeyAsPropertyName: false } && !type.IsAbstract)
            return Make(typeof(ObjectFormatter<>), type);
        throw new MessagePackSerializationException(
            $"{type.FullName} is not among what this subset of MessagePack writes: integer-keyed [MessagePackObject] types, [Union], arrays, lists, "
            + "dictionaries, enums, nullables, numbers, booleans, strings, bytes, Guid and TimeSpan.");
    }

    private static IBoxedFormatter? OfGeneric(Type type)
    {
        var arguments = type.GetGenericArguments();
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Nullable<>))
            return Make(typeof(NullableFormatter<>), arguments);
        if (definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>))
            return Make(typeof(DictionaryFormatter<,,>), [type, .. arguments]);
        // MessagePack-CSharp writes a list of bytes as bytes; rather than that special case, such a list is refused.
        if (arguments is [var element] && element != typeof(byte))
        {
            if (definition == typeof(List<>) || definition == typeof(IList<>) || definition == typeof(ICollection<>))
                return Make(typeof(ListFormatter<,>), type, element);
            if (definition == typeof(IReadOnlyList<>) || definition == typeof(IReadOnlyCollection<>) || definition == typeof(IEnumerable<>))
                return Make(typeof(ArrayFormatter<,>), type, element);
            if (definition == typeof(HashSet<>) || definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>))
                return Make(typeof(SetFormatter<,>), type, element);
        }
        return null;
    }

    private static IBoxedFormatter Make(Type formatter, params Type[] arguments)
        => (IBoxedFormatter)Activator.CreateInstance(formatter.MakeGenericType(arguments), BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, null, null)!;
}
