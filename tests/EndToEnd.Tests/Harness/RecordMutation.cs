using System.Collections;
using System.Reflection;
using MessagePack;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>Changes one field of one record to something that its type allows, the same one for the same seed.</summary>
internal sealed class RecordMutation(int seed)
{
    private static readonly long[] Edges = [0, 1, -1, 2, 63, 255, 4095, 4096, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 47, long.MaxValue, long.MinValue];
    private static readonly string[] Texts = ["", "/", "/nowhere/at/all", "relative", "a\0b", "\n", new('x', 5000)];

    private readonly Random random = new(seed);

    /// <summary>What was changed, for people.</summary>
    public string Done { get; private set; } = "nothing";

    public T Apply<T>(T record)
        where T : class
    {
        // Every kind of field has the same chance, however many mappings there are.
        var fields = Fields(record).GroupBy(field => (field.Property.DeclaringType, field.Property.Name)).ToArray();
        var chosen = fields[random.Next(fields.Length)].ToArray();
        var (owner, property) = chosen[random.Next(chosen.Length)];
        var before = property.GetValue(owner);
        var after = Other(property, before);
        property.SetValue(owner, after);
        Done = $"{property.DeclaringType!.Name}.{property.Name}: {Show(before)} became {Show(after)}";
        return record;
    }

    private static IEnumerable<(object Owner, PropertyInfo Property)> Fields(object record)
    {
        foreach (var property in record.GetType().GetProperties().Where(property => property.IsDefined(typeof(KeyAttribute))))
        {
            yield return (record, property);
            var value = property.GetValue(record);
            var inner = value is Array array and not byte[] ? array.Cast<object?>() : [value];
            foreach (var nested in inner.OfType<object>().Where(item => item.GetType().IsDefined(typeof(MessagePackObjectAttribute))))
                foreach (var field in Fields(nested))
                    yield return field;
        }
    }

    private object? Other(PropertyInfo property, object? before)
    {
        var type = property.PropertyType;
        var mayBeMissing = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
        return before switch
        {
            null => Nullable.GetUnderlyingType(type) is { } inner ? Number(inner) : null,
            _ when mayBeMissing && random.Next(3) == 0 => null,
            string => Texts[random.Next(Texts.Length)],
            bool flag => !flag,
            byte[] bytes => Changed(bytes),
            Array array => Rearranged(array),
            _ when type.IsPrimitive || type.IsEnum || Nullable.GetUnderlyingType(type) is not null => Number(before.GetType()),
            _ => before,
        };
    }

    private object Number(Type type)
    {
        var number = random.Next(3) == 0 ? random.NextInt64() : Edges[random.Next(Edges.Length)];
        if (type == typeof(bool))
            return number != 0;
        if (type == typeof(double))
            return (double)number;
        var bytes = BitConverter.GetBytes(number);
        return (type.IsEnum ? Enum.GetUnderlyingType(type) : type) switch
        {
            var plain when plain == typeof(byte) => Typed(bytes[0]),
            var plain when plain == typeof(short) => Typed(BitConverter.ToInt16(bytes)),
            var plain when plain == typeof(ushort) => Typed(BitConverter.ToUInt16(bytes)),
            var plain when plain == typeof(int) => Typed(BitConverter.ToInt32(bytes)),
            var plain when plain == typeof(uint) => Typed(BitConverter.ToUInt32(bytes)),
            var plain when plain == typeof(long) => Typed(number),
            _ => Typed(BitConverter.ToUInt64(bytes)),
        };

        object Typed(object value) => type.IsEnum ? Enum.ToObject(type, value) : value;
    }

    private byte[] Changed(byte[] bytes)
    {
        if (bytes.Length == 0 || random.Next(3) == 0)
            return random.Next(2) == 0 ? [] : [.. bytes, 7];
        if (random.Next(2) == 0)
            return bytes[..random.Next(bytes.Length)];
        var changed = (byte[])bytes.Clone();
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private Array Rearranged(Array array)
    {
        var items = new ArrayList(array);
        if (items.Count > 0)
        {
            var place = random.Next(items.Count);
            switch (random.Next(4))
            {
                case 0:
                    items.Clear();
                    break;
                case 1:
                    items.RemoveAt(place);
                    break;
                case 2:
                    items.Add(items[place]);
                    break;
                default:
                    items.Reverse();
                    break;
            }
        }

        return items.ToArray(array.GetType().GetElementType()!);
    }

    private static string Show(object? value) => value switch
    {
        null => "nothing",
        byte[] bytes => $"{bytes.Length} bytes",
        Array array => $"{array.Length} of them",
        string { Length: > 60 } text => $"'{text[..60]}…'",
        string text => $"'{text.Replace("\0", "\\0", StringComparison.Ordinal)}'",
        _ => value.ToString()!,
    };
}
