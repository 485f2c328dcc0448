using Entracte.Api.Migrations;
using Entracte.Coordinator;
using Entracte.Node.Registrations;
using ApiRest = Entracte.Api.Migrations.EvictionRest;

namespace Entracte.Node.Endpoints;

/// <summary>POST /evictions.</summary>
internal sealed class EvictionEndpoint(IEntracte entracte, RegistrationSweep registrations)
{
    public async Task<EvictionReport> AnswerAsync(EvictionOrder order, CancellationToken cancellation)
    {
        await registrations.CatchUpAsync(cancellation);
        var result = await entracte.EvictAsync(new EvictRequest { Node = order.Node, To = [.. order.To ?? []], Undo = order.Undo }, cancellation);
        return new EvictionReport(
            result.Node,
            [.. result.Moved.Select(MigrationEndpoint.Describe)],
            [.. result.Left.Select(rest => new ApiRest(rest.ComputationId, rest.Name, rest.Failure.ToString()))]);
    }
}
