using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.Node.Registrations;

namespace Entracte.Node.Endpoints;

/// <summary>POST /sequels: a program has ended for which somebody stands, and that one becomes what follows.</summary>
internal sealed class SequelEndpoint(IEntracte entracte)
{
    public async Task<SequelOffer> AnswerAsync(SequelOrder order, CancellationToken cancellation)
    {
        var sequel = await entracte.ProgramEndedAsync(
            new ProgramEnded
            {
                ComputationId = order.Id,
                Life = order.Life,
                WaitStatus = order.WaitStatus,
                AskedSignal = order.AskedSignal,
                IsAttached = true,
                Name = order.Name ?? "",
                ImagesDirectory = order.Images ?? "",
                Policy = Recoveries.PolicyOf(order.Recovery),
            },
            cancellation);
        return new SequelOffer { Reason = sequel.Reason, Program = sequel.Ticket?.Program, Arguments = sequel.Ticket?.Arguments ?? [], Life = sequel.Life };
    }
}
