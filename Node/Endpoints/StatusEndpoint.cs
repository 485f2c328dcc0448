using System.Reflection;
using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.Node.Registrations;
using ApiNode = Entracte.Api.Agents.NodeStatus;
using ApiStatus = Entracte.Api.Agents.ComputationStatus;
using ComputationStatus = Entracte.Coordinator.ComputationStatus;

namespace Entracte.Node.Endpoints;

/// <summary>GET /status.</summary>
internal sealed class StatusEndpoint(IEntracte entracte, RegistrationSweep registrations, RuntimeDirectory runtime)
{
    private static readonly string Version =
        typeof(StatusEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public async Task<AgentStatus> AnswerAsync(CancellationToken cancellation)
    {
        await registrations.CatchUpAsync(cancellation);
        var status = await entracte.StatusAsync(cancellation);
        return new AgentStatus
        {
            Pid = Environment.ProcessId,
            Version = Version,
            RuntimeDirectory = runtime.Path,
            Node = entracte.NodeName,
            CoordinatorNode = status.CoordinatorNode,
            Nodes = [.. status.Nodes.Select(node => new ApiNode(node.Name, node.Address.Length == 0 ? null : node.Address, node.Reachable, node.ProcessCount, node.IsClosed))],
            Computations = [.. status.Computations.Where(IsOfInterest).Select(Describe)],
        };
    }

    /// <summary>What has ended without an image is gone for good.</summary>
    private static bool IsOfInterest(ComputationStatus computation) => computation.Phase != ComputationPhase.Ended || computation.LastGeneration > 0 || computation.LastRollback.Length > 0;

    private static ApiStatus Describe(ComputationStatus computation) => new()
    {
        Id = computation.Id,
        Name = computation.Name,
        State = computation.IsSuspended ? "Suspended" : computation.Barrier.Length == 0 ? computation.Phase.ToString() : $"{computation.Phase} ({computation.Barrier})",
        Pids = [.. computation.Roots.Select(root => root.HostPid)],
        Nodes = [.. computation.Roots.Select(root => root.Node).Distinct()],
        Command = computation.Roots.FirstOrDefault()?.Command ?? "",
        Images = computation.ImagesDirectory,
        Generation = computation.LastGeneration,
        LastCheckpoint = computation.LastCheckpointUnixMilliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(computation.LastCheckpointUnixMilliseconds),
        IntervalSeconds = computation.IntervalSeconds == 0 ? null : computation.IntervalSeconds,
        AutomaticInterval = computation.Standing.AutomaticInterval ? true : null,
        IntervalBasis = computation.IntervalBasis is { } basis
            ? new(basis.CostSeconds == 0 ? null : basis.CostSeconds, basis.Failures, basis.ObservedNodeSeconds, basis.FailuresPerDay)
            : null,
        LeaveSignal = computation.Standing.LeaveSignal == 0 ? null : computation.Standing.LeaveSignal,
        Keep = computation.Keep == 0 ? null : computation.Keep,
        Recovery = Recoveries.Of(computation.Policy),
        LastRollback = computation.LastRollback.Length == 0 ? null : computation.LastRollback,
        LastFailure = computation.LastFailure.Length == 0 ? null : computation.LastFailure,
    };
}
