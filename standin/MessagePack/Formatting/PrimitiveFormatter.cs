using MessagePack.Wire;

namespace MessagePack.Formatting;

internal sealed class PrimitiveFormatter<T>(Action<Output, T> write, ReadValue<T> read) : Formatter<T>
{
    public override void Write(Output output, T value) => write(output, value);

    public override T Read(ref Input input) => read(ref input);
}
