using MessagePack.Wire;

namespace MessagePack.Formatting;

internal abstract class UnionCase<T>(int key)
{
    public int Key { get; } = key;

    public abstract void Write(Output output, T value);

    public abstract T Read(ref Input input);
}
