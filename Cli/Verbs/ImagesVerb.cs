using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Images;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Lists the generations of a computation.</summary>
internal static class ImagesVerb
{
    private static readonly string[] Columns = ["GENERATION", "TAKEN", "SIZE", "PROCESSES", "COMMAND"];

    public static Command Create()
    {
        var choice = new ImagesChoice("Where to look.");
        var verb = choice.Command("images", "List the images of a computation, or copy one of them.");
        foreach (var copying in ImageCopyVerbs.Create())
            verb.Subcommands.Add(copying);
        verb.SetAction(parsed => Show(new ImagesQuery(Targets.Absolute(choice.TargetOf(parsed)), choice.ImagesOf(parsed)), choice.AsJson(parsed)));
        return verb;
    }

    private static int Show(ImagesQuery query, bool asJson)
    {
        using var agent = AgentClient.Open();
        var list = agent.Post(Routes.Images, query, ApiJson.Default.ImagesQuery, ApiJson.Default.ImageList);
        Report.Print(list, asJson, ApiJson.Default.ImageList, ForPeople);
        return ExitStatus.Success;
    }

    private static void ForPeople(ImageList list, TextWriter output)
    {
        output.WriteLine($"{list.Name}: {list.Images.Count} image{(list.Images.Count == 1 ? "" : "s")} in {list.Directory}");
        if (list.Images.Count > 0)
            Table.Print(output, Columns, [.. list.Images.Select(Row)]);
    }

    private static IReadOnlyList<string> Row(ImageSummary image) =>
    [
        image.Generation.ToString(),
        image.Committed ? Quantity.Time(image.Created) : "never committed",
        Quantity.Bytes(image.SizeBytes),
        image.ProcessCount.ToString(),
        image.Command,
    ];
}
