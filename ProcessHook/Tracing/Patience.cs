namespace Entracte.ProcessHook.Tracing;

/// <summary>The pauses of someone who waits for something that takes microseconds as a rule and milliseconds sometimes.</summary>
/// <param name="yieldsBeforeSleeping">How often it only makes room for others: a sleep is a millisecond or more.</param>
internal struct Patience(int yieldsBeforeSleeping)
{
    private const int Yields = 50;

    private int pauses;

    public Patience()
        : this(Yields)
    {
    }

    /// <summary>Whether it has taken so long that another look may cost something.</summary>
    public readonly bool IsLong => pauses >= yieldsBeforeSleeping;

    public void Pause()
    {
        if (pauses++ < yieldsBeforeSleeping)
            Thread.Yield();
        else
            Thread.Sleep(1);
    }
}
