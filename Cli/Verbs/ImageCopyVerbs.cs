using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Images;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Copies a generation: to another node, from another node, to another directory of this one.</summary>
internal static class ImageCopyVerbs
{
    public static IEnumerable<Command> Create()
    {
        var to = new Option<string?>("--to") { Description = "The node that shall have it; NODE@HOST:PORT in another cluster, of which HOST is any node.", HelpName = "NODE", Required = true };
        yield return Create("push", "Copy an image of this node to another one.", [to, ToImages(required: false)], parsed => new Places(null, parsed.GetValue(to)));
        var from = new Option<string?>("--from") { Description = "The node that has it; NODE@HOST:PORT in another cluster, of which HOST is any node.", HelpName = "NODE", Required = true };
        yield return Create("pull", "Copy an image of another node to this one.", [from, ToImages(required: false)], parsed => new Places(parsed.GetValue(from), null));
        yield return Create("copy", "Copy an image to another directory of this node.", [ToImages(required: true)], _ => new Places(null, null));
    }

    private static Command Create(string name, string description, Option[] own, Func<ParseResult, Places> places)
    {
        var choice = new ImagesChoice("Where it is.");
        var generation = CommonOptions.Generation();
        var verb = choice.Command(name, description, [generation, .. own]);
        verb.SetAction(parsed => Copy(
            new ImageCopyOrder
            {
                Target = choice.TargetOf(parsed),
                Generation = parsed.GetValue(generation),
                Images = choice.ImagesOf(parsed),
                From = places(parsed).From,
                To = places(parsed).To,
                ToImages = parsed.GetValue((Option<string?>)own[^1]),
            },
            choice.AsJson(parsed)));
        return verb;
    }

    private static Option<string?> ToImages(bool required)
    {
        var option = CommonOptions.ToImages("The directory of images that it goes to.");
        option.Required = required;
        return option;
    }

    private static int Copy(ImageCopyOrder order, bool asJson)
    {
        using var agent = AgentClient.Open();
        var report = agent.Post(Routes.ImageCopies, order, ApiJson.Default.ImageCopyOrder, ApiJson.Default.ImageCopyReport);
        Report.Print(report, asJson, ApiJson.Default.ImageCopyReport, ForPeople);
        return ExitStatus.Success;
    }

    private static void ForPeople(ImageCopyReport report, TextWriter output)
    {
        output.WriteLine($"{report.Name}, generation {report.Generation}");
        output.WriteLine($"  where   {report.Directory} on {report.Node}");
        output.WriteLine($"  size    {Quantity.Bytes(report.SizeBytes)}, of which {(report.SentBytes == 0 ? "all was there already" : $"{Quantity.Bytes(report.SentBytes)} had to be sent")}");
    }

    private sealed record Places(string? From, string? To);
}
