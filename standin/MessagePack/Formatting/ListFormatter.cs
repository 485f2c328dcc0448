namespace MessagePack.Formatting;

internal sealed class ListFormatter<TSequence, TElement> : SequenceFormatter<TSequence, TElement>
    where TSequence : class, IEnumerable<TElement>
{
    protected override TSequence Made(TElement[] elements) => (TSequence)(object)new List<TElement>(elements);
}
