using Entracte.Api.Preflights;
using Entracte.Coordinator;
using ApiReport = Entracte.Api.Preflights.PreflightReport;

namespace Entracte.Node.Endpoints;

/// <summary>POST /preflights.</summary>
internal sealed class PreflightEndpoint(IEntracte entracte)
{
    public async Task<ApiReport> AnswerAsync(PreflightOrder order, CancellationToken cancellation)
    {
        var report = await entracte.PreflightAsync(order.Pid, cancellation);
        return new ApiReport(report.Pid, report.Processes.Length, [.. report.Obstacles.Select(note => ProblemOf.Obstacle(note, entracte.NodeName))], report.PauseMilliseconds);
    }
}
