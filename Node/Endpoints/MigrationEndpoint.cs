using Entracte.Api.Migrations;
using Entracte.Coordinator;
using Entracte.Node.Registrations;
using Entracte.Node.Rehearsals;

namespace Entracte.Node.Endpoints;

/// <summary>POST /migrations.</summary>
internal sealed class MigrationEndpoint(IEntracte entracte, RegistrationSweep registrations, Rehearsal rehearsal)
{
    public async Task<MigrationReport> AnswerAsync(MigrationOrder order, CancellationToken cancellation)
    {
        await rehearsal.WaitAsync(cancellation);
        await registrations.CatchUpAsync(cancellation);
        var request = new MigrateRequest
        {
            Target = order.Target, To = order.To ?? "", Map = [.. order.Map ?? []], TrustFiles = order.TrustFiles, ToCluster = order.ToCluster ?? "", ToDirectory = order.ToImages ?? "",
        };
        return Describe(await entracte.MigrateAsync(request, cancellation));
    }

    public static MigrationReport Describe(MigrationResult result) => new()
    {
        Id = result.ComputationId,
        Name = result.Name,
        Generation = result.Generation,
        From = result.From,
        To = result.To,
        Pids = [.. result.Processes.Select(process => process.HostPid)],
        CarriedBytes = result.CarriedBytes,
        PauseMilliseconds = result.PauseMilliseconds,
        Phases = Phases.Of(result.Phases),
        Warnings = result.Warnings,
    };
}
