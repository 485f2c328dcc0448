using System.Runtime.CompilerServices;
using MessagePack.Wire;

namespace MessagePack.Formatting;

/// <summary>An enum is the number under it.</summary>
internal sealed class EnumFormatter<TEnum, TNumber> : Formatter<TEnum>
    where TEnum : struct
    where TNumber : struct
{
    public override void Write(Output output, TEnum value) => FormatterOf<TNumber>.Instance.Write(output, Unsafe.BitCast<TEnum, TNumber>(value));

    public override TEnum Read(ref Input input) => Unsafe.BitCast<TNumber, TEnum>(FormatterOf<TNumber>.Instance.Read(ref input));
}
