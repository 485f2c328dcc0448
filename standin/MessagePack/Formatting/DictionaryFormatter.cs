using MessagePack.Wire;

namespace MessagePack.Formatting;

internal sealed class DictionaryFormatter<TDictionary, TKey, TValue> : Formatter<TDictionary?>
    where TDictionary : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override void Write(Output output, TDictionary? value)
    {
        if (value is null)
        {
            output.WriteNil();
            return;
        }
        var entries = value as IReadOnlyCollection<KeyValuePair<TKey, TValue>> ?? value.ToArray();
        output.WriteMapHeader(entries.Count);
        foreach (var (key, entry) in entries)
        {
            FormatterOf<TKey>.Instance.Write(output, key);
            FormatterOf<TValue>.Instance.Write(output, entry);
        }
    }

    public override TDictionary? Read(ref Input input)
    {
        if (input.TryReadNil())
            return null;
        input.Enter();
        var count = input.ReadMapHeader();
        var entries = new Dictionary<TKey, TValue>(count);
        for (var index = 0; index < count; index++)
            entries.Add(FormatterOf<TKey>.Instance.Read(ref input), FormatterOf<TValue>.Instance.Read(ref input));
        input.Leave();
        return (TDictionary)(object)entries;
    }
}
