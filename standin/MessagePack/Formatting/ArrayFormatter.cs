namespace MessagePack.Formatting;

/// <summary>Arrays, and the read-only interfaces, for which an array is made.</summary>
internal sealed class ArrayFormatter<TSequence, TElement> : SequenceFormatter<TSequence, TElement>
    where TSequence : class, IEnumerable<TElement>
{
    protected override TSequence Made(TElement[] elements) => (TSequence)(object)elements;
}
