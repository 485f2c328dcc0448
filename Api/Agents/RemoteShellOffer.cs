namespace Entracte.Api.Agents;

/// <summary>What the asker becomes, to be for its parent what ssh would be.</summary>
/// <param name="Program">May be executed once.</param>
/// <param name="Secret">For its environment, as <see cref="SecretVariable"/>: by it the two ends know each other.</param>
public sealed record RemoteShellOffer(string Program, string Secret)
{
    public const string SecretVariable = "ENTRACTE_RELAY";

    /// <summary>The program's arguments, the zeroth not included: the descriptor that listens, and what to call the other end in a complaint.</summary>
    public static IReadOnlyList<string> Asking(int listener, string host)
        => ["ask", listener.ToString(System.Globalization.CultureInfo.InvariantCulture), host];
}
