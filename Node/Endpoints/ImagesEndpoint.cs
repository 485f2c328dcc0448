using Entracte.Api.Images;
using Entracte.Coordinator;
using Entracte.Node.Registrations;
using ApiList = Entracte.Api.Images.ImageList;
using ApiSummary = Entracte.Api.Images.ImageSummary;
using ImageSummary = Entracte.Coordinator.ImageSummary;

namespace Entracte.Node.Endpoints;

/// <summary>POST /images.</summary>
internal sealed class ImagesEndpoint(IEntracte entracte, RegistrationSweep registrations)
{
    public async Task<ApiList> AnswerAsync(ImagesQuery query, CancellationToken cancellation)
    {
        await registrations.CatchUpAsync(cancellation);
        var list = await entracte.ImagesAsync(new ImagesRequest { Target = query.Target, ImagesDirectory = query.Images ?? "" }, cancellation);
        return new ApiList(list.Name, list.Directory, [.. list.Images.Select(Describe)]);
    }

    private static ApiSummary Describe(ImageSummary image) => new()
    {
        Generation = image.Generation,
        Directory = image.Directory,
        Committed = image.Committed,
        Created = DateTimeOffset.FromUnixTimeMilliseconds(image.CreatedUnixMilliseconds),
        SizeBytes = image.SizeBytes,
        ProcessCount = image.ProcessCount,
        Command = image.Command,
    };
}
