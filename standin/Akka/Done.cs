namespace Akka;

/// <summary>The result of a task that has none.</summary>
public sealed class Done
{
    private Done()
    {
    }

    public static Done Instance { get; } = new();
}
