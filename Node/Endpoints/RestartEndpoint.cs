using Entracte.Api.Restarts;
using Entracte.Coordinator;
using Entracte.Node.Registrations;

namespace Entracte.Node.Endpoints;

/// <summary>POST /restarts: either a ticket for the command, which becomes the husk itself, or a finished restart in the background.</summary>
internal sealed class RestartEndpoint(IEntracte entracte, RegistrationSweep registrations)
{
    public async Task<RestartOffer> AnswerAsync(RestartOrder order, CancellationToken cancellation)
    {
        await registrations.CatchUpAsync(cancellation);
        var request = new RestartRequest
        {
            Target = order.Target,
            Generation = order.Generation ?? 0,
            ImagesDirectory = order.Images ?? "",
            TrustFiles = order.TrustFiles,
            Node = order.Node ?? "",
            Together = order.Node is not null,
            Map = [.. order.Map ?? []],
            Streams = new StandardStreams
            {
                Input = order.StandardInput ?? "",
                Output = order.StandardOutput ?? "",
                Error = order.StandardError ?? "",
            },
        };
        return order.Detach
            ? Describe(await entracte.RestartAsync(request, cancellation))
            : Describe(await entracte.PrepareRestartAsync(request, cancellation));
    }

    private static RestartOffer Describe(RestartTicket ticket) => new()
    {
        Id = ticket.ComputationId,
        Name = ticket.Name,
        Generation = ticket.Generation,
        Program = ticket.Program,
        Arguments = ticket.Arguments,
    };

    private static RestartOffer Describe(RestartResult result) => new()
    {
        Id = result.ComputationId,
        Name = result.Name,
        Generation = result.Generation,
        Pid = result.Processes.FirstOrDefault()?.HostPid,
        TotalMilliseconds = result.TotalMilliseconds,
        Phases = Phases.Of(result.Phases),
        Warnings = result.Warnings,
    };
}
