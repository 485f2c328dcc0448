using MessagePack.Wire;

namespace MessagePack.Formatting;

internal sealed class UnionCase<T, TSub>(int key) : UnionCase<T>(key)
    where TSub : T
{
    public override void Write(Output output, T value) => FormatterOf<TSub>.Instance.Write(output, (TSub)value!);

    public override T Read(ref Input input) => FormatterOf<TSub>.Instance.Read(ref input);
}
