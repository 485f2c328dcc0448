using MessagePack.Wire;

namespace MessagePack.Formatting;

internal sealed class NullableFormatter<T> : Formatter<T?>
    where T : struct
{
    public override void Write(Output output, T? value)
    {
        if (value is { } present)
            FormatterOf<T>.Instance.Write(output, present);
        else
            output.WriteNil();
    }

    public override T? Read(ref Input input) => input.TryReadNil() ? null : FormatterOf<T>.Instance.Read(ref input);
}
