namespace Entracte.Api.Agents;

/// <summary>Tells how a program has ended for which the sender stands, and asks what follows.</summary>
public sealed record SequelOrder
{
    /// <summary>Of the computation.</summary>
    public required string Id { get; init; }

    /// <summary>Of the computation that the program ran in; see <see cref="SequelOffer.Life"/>.</summary>
    public long Life { get; init; }

    /// <summary>As wait(2) gives it.</summary>
    public required int WaitStatus { get; init; }

    /// <summary>With which somebody asked the program to end; 0: nobody did.</summary>
    public int AskedSignal { get; init; }

    /// <summary>What the registration says, for an agent that has not read it; null: there is none any more.</summary>
    public string? Name { get; init; }

    /// <inheritdoc cref="Name"/>
    public string? Images { get; init; }

    /// <inheritdoc cref="Name"/>
    public Recovery? Recovery { get; init; }
}
