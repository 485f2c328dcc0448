using Entracte.Coordinator.Attempts;
using MessagePack;

namespace Entracte.Coordinator.Restarts;

/// <summary>The node awaits the husk; whoever restarts may start it now.</summary>
[MessagePackObject]
public sealed record HuskInvited : IAttemptMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Node { get; init; } = "";
    [Key(2)] public RestartTicket Ticket { get; init; } = new();
}
