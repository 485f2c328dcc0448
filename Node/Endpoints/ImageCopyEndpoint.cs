using Entracte.Api.Images;
using Entracte.Coordinator;
using Entracte.Node.Registrations;

namespace Entracte.Node.Endpoints;

/// <summary>POST /images/copies.</summary>
internal sealed class ImageCopyEndpoint(IEntracte entracte, RegistrationSweep registrations)
{
    public async Task<ImageCopyReport> AnswerAsync(ImageCopyOrder order, CancellationToken cancellation)
    {
        await registrations.CatchUpAsync(cancellation);
        var copied = await entracte.CopyImageAsync(
            new ImageCopyRequest
            {
                Target = order.Target,
                Generation = order.Generation ?? 0,
                ImagesDirectory = order.Images ?? "",
                From = order.From ?? "",
                To = order.To ?? "",
                ToDirectory = order.ToImages ?? "",
            },
            cancellation);
        return new ImageCopyReport(copied.Name, copied.Generation, copied.Node, copied.Directory, copied.SizeBytes, copied.SentBytes);
    }
}
