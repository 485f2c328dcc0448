using System.Reflection;
using MessagePack;

namespace Entracte.ImageFormat.Tests.Records;

/// <summary>Makes records with arbitrary content, the same ones for the same seed.</summary>
internal sealed class AnyRecord(int seed)
{
    private static readonly long[] Edges = [0, 1, -1, 127, 128, -32, -33, 255, 256, short.MinValue, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    private readonly Random random = new(seed);

    public T Make<T>() => (T)Make(typeof(T), depth: 0)!;

    public object Make(Type type) => Make(type, depth: 0)!;

    private object? Make(Type type, int depth) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => random.Next(3) == 0 ? null : Make(inner, depth),
        _ when type == typeof(string) => Text(),
        _ when type == typeof(bool) => random.Next(2) == 0,
        _ when type == typeof(double) => random.NextDouble() * Number(),
        _ when type.IsEnum => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)),
        _ when type.IsPrimitive => Integer(type),
        _ when type == typeof(byte[]) => Bytes(),
        _ when type.IsArray => Elements(type.GetElementType()!, depth),
        _ when type.IsAbstract => Make(OneOf(type.GetCustomAttributes<UnionAttribute>(inherit: false).ToArray()).SubType, depth),
        _ => Object(type, depth),
    };

    private object Object(Type type, int depth)
    {
        var record = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.IsDefined(typeof(KeyAttribute))))
        {
            var nullable = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
            property.SetValue(record, nullable && random.Next(2) == 0 ? null : Make(property.PropertyType, depth + 1));
        }
        return record;
    }

    private Array Elements(Type type, int depth)
    {
        var elements = Array.CreateInstance(type, depth > 4 ? 0 : random.Next(4));
        for (var index = 0; index < elements.Length; index++)
            elements.SetValue(Make(type, depth + 1), index);
        return elements;
    }

    private object Integer(Type type)
    {
        Span<byte> bytes = stackalloc byte[8];
        BitConverter.TryWriteBytes(bytes, Number());
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Byte => bytes[0],
            TypeCode.SByte => (sbyte)bytes[0],
            TypeCode.Int16 => BitConverter.ToInt16(bytes),
            TypeCode.UInt16 => BitConverter.ToUInt16(bytes),
            TypeCode.Int32 => BitConverter.ToInt32(bytes),
            TypeCode.UInt32 => BitConverter.ToUInt32(bytes),
            TypeCode.Int64 => BitConverter.ToInt64(bytes),
            _ => BitConverter.ToUInt64(bytes),
        };
    }

    private long Number() => random.Next(2) == 0 ? OneOf(Edges) : random.NextInt64();

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(100) == 0 ? 70_000 : OneOf([0, 1, 20, 255, 256])];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Text() => string.Concat(Enumerable.Range(0, OneOf([0, 1, 5, 31, 32, 300])).Select(_ => OneOf(["a", "/", "ä", "\n", "\0", "字", "\"", "𝄞"])));

    private T OneOf<T>(T[] choices) => choices[random.Next(choices.Length)];
}
