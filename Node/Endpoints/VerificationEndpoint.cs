using Entracte.Api.Images;
using Entracte.ImageFormat.Inspection;

namespace Entracte.Node.Endpoints;

/// <summary>POST /verifications: reads files only, so no actor is asked.</summary>
internal static class VerificationEndpoint
{
    public static Task<Verification> AnswerAsync(ImagePath path, CancellationToken cancellation) => Task.Run(() => Verify(path), cancellation);

    private static Verification Verify(ImagePath path)
    {
        var result = ImageVerifier.Verify(path.Path, path.Generation);
        return new Verification(result.Directory, result.FileCount, result.SizeBytes, result.Damages);
    }
}
