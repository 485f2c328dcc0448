namespace MessagePack.Formatting;

internal sealed class SetFormatter<TSequence, TElement> : SequenceFormatter<TSequence, TElement>
    where TSequence : class, IEnumerable<TElement>
{
    protected override TSequence Made(TElement[] elements) => (TSequence)(object)new HashSet<TElement>(elements);
}
