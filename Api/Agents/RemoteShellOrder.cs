namespace Entracte.Api.Agents;

/// <summary>Asks for what ssh would start on another node, as a member of the computation in which it is asked for.</summary>
public sealed record RemoteShellOrder
{
    /// <summary>Id of the computation.</summary>
    public required string Computation { get; init; }

    public required string Node { get; init; }

    /// <summary>For the login shell of the user there.</summary>
    public required string Command { get; init; }

    /// <summary>NAME=VALUE, for that shell.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>ADDRESS:PORT, where the asker listens for the other end.</summary>
    public required string Listener { get; init; }
}
