using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.Node.Registrations;

namespace Entracte.Node.Endpoints;

/// <summary>POST /launches: a program in the background, here or on another node.</summary>
internal sealed class LaunchEndpoint(IEntracte entracte)
{
    public async Task<LaunchReport> AnswerAsync(LaunchOrder order, CancellationToken cancellation)
    {
        var launched = await entracte.LaunchAsync(
            new LaunchRequest
            {
                Program = order.Program,
                Arguments = [.. order.Arguments ?? []],
                Node = order.Node ?? "",
                Join = order.Join ?? "",
                Name = order.Name ?? "",
                WorkingDirectory = order.WorkingDirectory ?? "",
                ImagesDirectory = order.Images ?? "",
                IntervalSeconds = order.IntervalSeconds ?? 0,
                Standing = new StandingOrders
                {
                    AutomaticInterval = order.AutomaticInterval ?? false,
                    Copies = order.Copies?.Count ?? 0,
                    Partners = [.. order.Copies?.Partners ?? []],
                },
                Keep = order.Keep ?? 0,
                PlainSsh = order.PlainSsh ?? false,
                Policy = Recoveries.PolicyOf(order.Recovery),
                Streams = new StandardStreams
                {
                    Input = order.StandardInput ?? "",
                    Output = order.StandardOutput ?? "",
                    Error = order.StandardError ?? "",
                },
            },
            cancellation);
        // Of one that was joined there are others as well; the last is the new one.
        var root = launched.Roots[^1];
        return new LaunchReport(launched.Id, launched.Name, root.Node, root.HostPid);
    }
}
