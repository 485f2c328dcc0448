using Entracte.Api.Agents;
using Entracte.Coordinator;

namespace Entracte.Node.Registrations;

/// <summary>The same wish in the words of the command and in those of the actors.</summary>
internal static class Recoveries
{
    /// <exception cref="EntracteException">It makes no sense.</exception>
    public static RecoveryPolicy PolicyOf(Recovery? recovery)
    {
        if (recovery is null)
            return RecoveryPolicy.Nothing;
        return new RecoveryPolicy
        {
            CrashRestarts = recovery.CrashRestarts ?? 0,
            CrashRestartsUsed = recovery.CrashRestartsUsed,
            OnNodeLoss = recovery.OnNodeLoss switch
            {
                null => OnNodeLoss.Wait,
                "restart" => OnNodeLoss.Restart,
                "suspend" => OnNodeLoss.Suspend,
                "fail" => OnNodeLoss.Fail,
                var other => throw new EntracteException(Failure.Of(FailureKind.Invalid, $"'{other}' is not what can be done when a node is lost: restart, suspend or fail")),
            },
            Spares = recovery.Spares ?? 0,
            SpareNodes = [.. recovery.SpareNodes ?? []],
            SparesUsed = recovery.SparesUsed,
        };
    }

    public static Recovery? Of(RecoveryPolicy policy) => policy.Equals(RecoveryPolicy.Nothing) ? null : new Recovery
    {
        CrashRestarts = policy.CrashRestarts == 0 ? null : policy.CrashRestarts,
        CrashRestartsUsed = policy.CrashRestartsUsed,
        OnNodeLoss = policy.OnNodeLoss == OnNodeLoss.Wait ? null : policy.OnNodeLoss.ToString().ToLowerInvariant(),
        Spares = policy.Spares == 0 ? null : policy.Spares,
        SpareNodes = policy.SpareNodes.Length == 0 ? null : policy.SpareNodes,
        SparesUsed = policy.SparesUsed,
    };
}
