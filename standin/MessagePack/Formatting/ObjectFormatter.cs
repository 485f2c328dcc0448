using System.Reflection;
using MessagePack.Wire;

namespace MessagePack.Formatting;

/// <summary>
/// An object is the array of its numbered properties, with nil at numbers that none has. Fewer elements leave the properties their
/// initial values, more are passed over: that is how records grow.
/// </summary>
internal sealed class ObjectFormatter<T> : Formatter<T?>
{
    private readonly Member<T>?[] members;
    private readonly ConstructorInvoker constructor;
    private readonly object?[] parameterDefaults;

    public ObjectFormatter()
    {
        var properties = MembersOf.Type(typeof(T));
        members = [.. properties.Select(property => property is null ? null : Member<T>.Of(property))];
        var chosen = MembersOf.Constructor(typeof(T), properties);
        constructor = chosen is null ? null! : ConstructorInvoker.Create(chosen);
        parameterDefaults = [.. (chosen?.GetParameters() ?? []).Select(parameter => Default(parameter.ParameterType))];
    }

    public override void Write(Output output, T? value)
    {
        if (value is null)
        {
            output.WriteNil();
            return;
        }
        output.WriteArrayHeader(members.Length);
        foreach (var member in members)
        {
            if (member is null)
                output.WriteNil();
            else
                member.Write(output, ref value);
        }
    }

    public override T? Read(ref Input input)
    {
        if (input.TryReadNil())
            return default(T) is null ? default : throw new InvalidOperationException("typecode is null, struct not supported");
        input.Enter();
        var count = input.ReadArrayHeader();
        var value = Constructed(ref input, count);
        for (var key = parameterDefaults.Length; key < count; key++)
        {
            if (key < members.Length && members[key] is { CanSet: true } member)
                member.Read(ref input, ref value);
            else
                input.Skip();
        }
        input.Leave();
        return value;
    }

    /// <summary>The constructor's parameters are the first keys, in order.</summary>
    private T Constructed(ref Input input, int count)
    {
        if (constructor is null)
            return default!;
        var arguments = (object?[])parameterDefaults.Clone();
        for (var key = 0; key < Math.Min(count, arguments.Length); key++)
            arguments[key] = members[key]!.ReadBoxed(ref input);
        return (T)constructor.Invoke(arguments.AsSpan());
    }

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
