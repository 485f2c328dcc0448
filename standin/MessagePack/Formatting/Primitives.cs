using MessagePack.Wire;

namespace MessagePack.Formatting;

/// <summary>The types that become one value each.</summary>
internal static class Primitives
{
    private static readonly Dictionary<Type, IBoxedFormatter> Known = new()
    {
        [typeof(bool)] = new PrimitiveFormatter<bool>((output, value) => output.Write(value), (ref input) => input.ReadBoolean()),
        [typeof(sbyte)] = new PrimitiveFormatter<sbyte>((output, value) => output.Write((long)value), (ref input) => checked((sbyte)input.ReadInt64())),
        [typeof(byte)] = new PrimitiveFormatter<byte>((output, value) => output.Write((ulong)value), (ref input) => checked((byte)input.ReadUInt64())),
        [typeof(short)] = new PrimitiveFormatter<short>((output, value) => output.Write((long)value), (ref input) => checked((short)input.ReadInt64())),
        [typeof(ushort)] = new PrimitiveFormatter<ushort>((output, value) => output.Write((ulong)value), (ref input) => checked((ushort)input.ReadUInt64())),
        [typeof(char)] = new PrimitiveFormatter<char>((output, value) => output.Write((ulong)value), (ref input) => checked((char)input.ReadUInt64())),
        [typeof(int)] = new PrimitiveFormatter<int>((output, value) => output.Write((long)value), (ref input) => checked((int)input.ReadInt64())),
        [typeof(uint)] = new PrimitiveFormatter<uint>((output, value) => output.Write((ulong)value), (ref input) => checked((uint)input.ReadUInt64())),
        [typeof(long)] = new PrimitiveFormatter<long>((output, value) => output.Write(value), (ref input) => input.ReadInt64()),
        [typeof(ulong)] = new PrimitiveFormatter<ulong>((output, value) => output.Write(value), (ref input) => input.ReadUInt64()),
        [typeof(float)] = new PrimitiveFormatter<float>((output, value) => output.Write(value), (ref input) => (float)input.ReadDouble()),
        [typeof(double)] = new PrimitiveFormatter<double>((output, value) => output.Write(value), (ref input) => input.ReadDouble()),
        [typeof(TimeSpan)] = new PrimitiveFormatter<TimeSpan>((output, value) => output.Write(value.Ticks), (ref input) => new TimeSpan(input.ReadInt64())),
        [typeof(Guid)] = new PrimitiveFormatter<Guid>((output, value) => output.Write(value.ToString("D")), (ref input) => Guid.ParseExact(input.ReadString(), "D")),
        [typeof(string)] = new PrimitiveFormatter<string?>(WriteString, (ref input) => input.TryReadNil() ? null : input.ReadString()),
        [typeof(byte[])] = new PrimitiveFormatter<byte[]?>(WriteBytes, (ref input) => input.TryReadNil() ? null : input.ReadBinary().ToArray()),
    };

    public static IBoxedFormatter? Find(Type type) => Known.GetValueOrDefault(type);

    private static void WriteString(Output output, string? value)
    {
        if (value is null)
            output.WriteNil();
        else
            output.Write(value);
    }

    private static void WriteBytes(Output output, byte[]? value)
    {
        if (value is null)
            output.WriteNil();
        else
            output.Write(value.AsSpan());
    }
}
