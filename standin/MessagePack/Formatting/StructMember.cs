using System.Reflection;
using MessagePack.Wire;

namespace MessagePack.Formatting;

internal sealed class StructMember<TOwner, TValue>(PropertyInfo property) : Member<TOwner>
    where TOwner : struct
{
    private delegate TValue Getter(ref TOwner owner);

    private delegate void Setter(ref TOwner owner, TValue value);

    private readonly Getter get = property.GetMethod!.CreateDelegate<Getter>();
    private readonly Setter? set = property.SetMethod?.CreateDelegate<Setter>();

    public override bool CanSet => set is not null;

    public override void Write(Output output, ref TOwner owner) => FormatterOf<TValue>.Instance.Write(output, get(ref owner));

    public override void Read(ref Input input, ref TOwner owner) => set!(ref owner, FormatterOf<TValue>.Instance.Read(ref input));

    public override object? ReadBoxed(ref Input input) => FormatterOf<TValue>.Instance.Read(ref input);
}
