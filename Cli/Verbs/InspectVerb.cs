using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Images;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Tells people what is in an image.</summary>
internal static class InspectVerb
{
    public static Command Create() => ImageQuestion.Create(
        ("inspect", "Show what is in an image."),
        new Argument<string>("path") { Description = "An image file, the directory of one image, or of a computation's images." },
        Routes.Inspections,
        ApiJson.Default.ImageDescription,
        ForPeople,
        _ => ExitStatus.Success);

    private static void ForPeople(ImageDescription description, TextWriter output)
    {
        output.WriteLine(description.Path);
        foreach (var table in description.Tables)
        {
            output.WriteLine();
            output.WriteLine(table.Title);
            Table.Print(output, table.Columns, table.Rows, "  ");
        }
    }
}
