using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Images;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Reads an image to its last byte. Exit status 1 when it is damaged.</summary>
internal static class VerifyVerb
{
    public static Command Create() => ImageQuestion.Create(
        ("verify", "Check everything in an image and report all damage."),
        new Argument<string>("directory") { Description = "The directory of one image, or of a computation's images." },
        Routes.Verifications,
        ApiJson.Default.Verification,
        ForPeople,
        verification => verification.Damages.Count == 0 ? ExitStatus.Success : ExitStatus.Negative);

    private static void ForPeople(Verification verification, TextWriter output)
    {
        foreach (var damage in verification.Damages)
            output.WriteLine(damage);
        var judgement = verification.Damages.Count == 0 ? "whole" : "damaged";
        output.WriteLine($"{verification.Directory}: {judgement} ({verification.FileCount} files, {Quantity.Bytes(verification.SizeBytes)})");
    }
}
