using System.Reflection;
using MessagePack.Wire;

namespace MessagePack.Formatting;

/// <summary>One numbered property of an object.</summary>
internal abstract class Member<TOwner>
{
    public abstract bool CanSet { get; }

    public abstract void Write(Output output, ref TOwner owner);

    /// <summary>Reads the value into the property (an init-only one as well: it is one for the compiler, not for the runtime).</summary>
    public abstract void Read(ref Input input, ref TOwner owner);

    public abstract object? ReadBoxed(ref Input input);

    public static Member<TOwner> Of(PropertyInfo property)
        => (Member<TOwner>)Activator.CreateInstance(
            (typeof(TOwner).IsValueType ? typeof(StructMember<,>) : typeof(ClassMember<,>)).MakeGenericType(typeof(TOwner), property.PropertyType), property)!;
}
