using MessagePack.Wire;

namespace MessagePack.Formatting;

/// <summary>Whatever is written as an array of equal elements.</summary>
internal abstract class SequenceFormatter<TSequence, TElement> : Formatter<TSequence?>
    where TSequence : class, IEnumerable<TElement>
{
    public override void Write(Output output, TSequence? value)
    {
        if (value is null)
        {
            output.WriteNil();
            return;
        }
        var formatter = FormatterOf<TElement>.Instance;
        var elements = value as IReadOnlyCollection<TElement> ?? value.ToArray();
        output.WriteArrayHeader(elements.Count);
        foreach (var element in elements)
            formatter.Write(output, element);
    }

    public override TSequence? Read(ref Input input)
    {
        if (input.TryReadNil())
            return null;
        input.Enter();
        var formatter = FormatterOf<TElement>.Instance;
        var count = input.ReadArrayHeader();
        var elements = count == 0 ? [] : new TElement[count];
        for (var index = 0; index < count; index++)
            elements[index] = formatter.Read(ref input);
        input.Leave();
        return Made(elements);
    }

    protected abstract TSequence Made(TElement[] elements);
}
