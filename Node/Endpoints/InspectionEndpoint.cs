using Entracte.Api.Images;
using ImageDescription = Entracte.ImageFormat.Inspection.ImageDescription;

namespace Entracte.Node.Endpoints;

/// <summary>POST /inspections: reads files only, so no actor is asked.</summary>
internal static class InspectionEndpoint
{
    public static Task<Api.Images.ImageDescription> AnswerAsync(ImagePath path, CancellationToken cancellation) => Task.Run(() => Describe(path), cancellation);

    private static Api.Images.ImageDescription Describe(ImagePath path)
    {
        var description = ImageDescription.Of(path.Path, path.Generation);
        return new Api.Images.ImageDescription(
            description.Path, [.. description.Tables.Select(table => new DescriptionTable(table.Title, table.Columns, table.Rows))]);
    }
}
