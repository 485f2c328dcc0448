using System.Reflection;
using MessagePack.Wire;

namespace MessagePack.Formatting;

/// <summary>[number of the kind, the object]. An unknown number is read as null, as MessagePack-CSharp reads it.</summary>
internal sealed class UnionFormatter<T> : Formatter<T?>
    where T : class
{
    private readonly Dictionary<Type, UnionCase<T>> byType = [];
    private readonly Dictionary<int, UnionCase<T>> byKey = [];

    public UnionFormatter()
    {
        foreach (var union in typeof(T).GetCustomAttributes<UnionAttribute>(inherit: false))
        {
            var made = (UnionCase<T>)Activator.CreateInstance(typeof(UnionCase<,>).MakeGenericType(typeof(T), union.SubType), union.Key)!;
            byType.Add(union.SubType, made);
            byKey.Add(union.Key, made);
        }
    }

    public override void Write(Output output, T? value)
    {
        if (value is null)
        {
            output.WriteNil();
            return;
        }
        if (!byType.TryGetValue(value.GetType(), out var known))
            throw new MessagePackSerializationException($"{value.GetType().FullName} is not named by a [Union] attribute of {typeof(T).FullName}.");
        output.WriteArrayHeader(2);
        output.Write((long)known.Key);
        known.Write(output, value);
    }

    public override T? Read(ref Input input)
    {
        if (input.TryReadNil())
            return null;
        input.Enter();
        var count = input.ReadArrayHeader();
        if (count != 2)
            throw new MessagePackSerializationException($"Invalid Union data was detected. Type: {typeof(T).FullName}");
        var key = checked((int)input.ReadInt64());
        T? value = null;
        if (byKey.TryGetValue(key, out var known))
            value = known.Read(ref input);
        else
            input.Skip();
        input.Leave();
        return value;
    }
}
