using System.Reflection;
using MessagePack.Wire;

namespace MessagePack.Formatting;

internal sealed class ClassMember<TOwner, TValue>(PropertyInfo property) : Member<TOwner>
    where TOwner : class
{
    private readonly Func<TOwner, TValue> get = property.GetMethod!.CreateDelegate<Func<TOwner, TValue>>();
    private readonly Action<TOwner, TValue>? set = property.SetMethod?.CreateDelegate<Action<TOwner, TValue>>();

    public override bool CanSet => set is not null;

    public override void Write(Output output, ref TOwner owner) => FormatterOf<TValue>.Instance.Write(output, get(owner));

    public override void Read(ref Input input, ref TOwner owner) => set!(owner, FormatterOf<TValue>.Instance.Read(ref input));

    public override object? ReadBoxed(ref Input input) => FormatterOf<TValue>.Instance.Read(ref input);
}
