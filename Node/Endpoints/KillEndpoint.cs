using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.Node.Registrations;

namespace Entracte.Node.Endpoints;

/// <summary>POST /kills.</summary>
internal sealed class KillEndpoint(IEntracte entracte, RegistrationSweep registrations)
{
    public async Task<KillReport> AnswerAsync(ComputationKey key, CancellationToken cancellation)
    {
        await registrations.CatchUpAsync(cancellation);
        var killed = await entracte.KillAsync(new KillRequest { Target = key.Target }, cancellation);
        return new KillReport(killed.ComputationId, killed.Name, killed.HostPids);
    }
}
