using Entracte.Api.Agents;
using Entracte.ProcessHook.Restore;

namespace Entracte.Node.Endpoints;

/// <summary>GET /front: what a launch becomes when it is to stand for its program.</summary>
internal sealed class FrontEndpoint(RuntimeDirectory runtime)
{
    public Task<FrontReport> AnswerAsync(CancellationToken cancellation) => Task.Run(() => new FrontReport(FrontProgram.Materialize(runtime.Path)), cancellation);
}
