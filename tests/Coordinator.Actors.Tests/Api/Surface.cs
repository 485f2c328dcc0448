using System.Reflection;
using System.Runtime.CompilerServices;
using MessagePack;

namespace Entracte.Coordinator.Actors.Tests.Api;

/// <summary>
/// What somebody else's code can use, as sorted text: one paragraph a type, one line a member. What the compiler adds to a record is left out; the key under which a
/// member travels is not, because others send it.
/// </summary>
internal static class Surface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(double)] = "double", [typeof(string)] = "string", [typeof(object)] = "object", [typeof(byte)] = "byte",
    };

    public static string Of(IEnumerable<Type> types)
        => string.Join("\n\n", types.OrderBy(NameOf, StringComparer.Ordinal).Select(type => string.Join('\n', [Head(type), .. Members(type).Select(member => "    " + member)]))) + "\n";

    private static string Head(Type type)
    {
        var kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : $"{(type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{(IsRecord(type) ? "record" : "class")}";
        Type?[] above = type.IsEnum ? [] : [type.BaseType == typeof(object) || type.BaseType == typeof(ValueType) ? null : type.BaseType, .. OwnInterfaces(type)];
        var names = above.OfType<Type>().Select(NameOf).ToList();
        return $"{kind} {type.Namespace}.{NameOf(type)}{(names.Count > 0 ? $" : {string.Join(", ", names)}" : "")}";
    }

    // What every record has says nothing, and what the base has is said there.
    private static IEnumerable<Type> OwnInterfaces(Type type) => type.GetInterfaces()
        .Where(implemented => !(implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IEquatable<>)))
        .Where(implemented => type.BaseType is null || !implemented.IsAssignableFrom(type.BaseType))
        .Where(implemented => !type.GetInterfaces().Any(other => other != implemented && implemented.IsAssignableFrom(other)))
        .OrderBy(NameOf, StringComparer.Ordinal);

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().OrderBy(Convert.ToInt64).Select(value => $"{value} = {Convert.ToInt64(value)}");
        return type.GetMembers(Declared).Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute))).Select(member => Line(type, member)).OfType<string>()
            .OrderBy(line => line.StartsWith('[') ? int.Parse(line[1..line.IndexOf(']')]) : -1).ThenBy(line => line, StringComparer.Ordinal);
    }

    private static string? Line(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsSeen(constructor) => $"{NameOf(type)}({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsSeen(method) && method.GetBaseDefinition().DeclaringType != typeof(object) => Line(method),
        PropertyInfo property when property.GetAccessors(true).Any(IsSeen) => Line(property),
        FieldInfo { IsPublic: true, IsLiteral: true } constant => $"const {NameOf(constant.FieldType)} {constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field when field.IsPublic => $"{NameOf(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static string Line(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
        return $"{Static(method)}{Nullable(Nullability.Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Line(PropertyInfo property)
    {
        var key = property.GetCustomAttribute<KeyAttribute>() is { } wire ? $"[{wire.IntKey}] " : "";
        var set = property.SetMethod is not { } setter || !IsSeen(setter) ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return $"{key}{Static(property.GetMethod!)}{Nullable(Nullability.Create(property))} {property.Name} {{ get;{set} }}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : "")}{Nullable(Nullability.Create(parameter))} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter) => parameter switch
    {
        { HasDefaultValue: false } => "",
        { DefaultValue: null, ParameterType.IsValueType: true } => " = default",
        { DefaultValue: null } => " = null",
        { DefaultValue: string text } => $" = \"{text}\"",
        _ => $" = {parameter.DefaultValue}",
    };

    private static string Nullable(NullabilityInfo info)
        => NameOf(info.Type) + (info.ReadState == NullabilityState.Nullable && System.Nullable.GetUnderlyingType(info.Type) is null ? "?" : "");

    private static string NameOf(Type type)
    {
        if (type.IsByRef)
            return NameOf(type.GetElementType()!);
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return NameOf(type.GetElementType()!) + "[]";
        if (System.Nullable.GetUnderlyingType(type) is { } underlying)
            return NameOf(underlying) + "?";
        var name = type.DeclaringType is { } outer && !type.IsGenericParameter ? $"{NameOf(outer)}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static bool IsSeen(MethodBase method) => method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
