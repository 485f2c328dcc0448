using System.CommandLine;

namespace Entracte.Cli.Verbs;

/// <summary>What verbs about the images of a computation have in common: whose they are, where they are, and whether people read the answer.</summary>
internal sealed class ImagesChoice(string where)
{
    private readonly Argument<string> target = new("name") { Description = "Name or id of a computation, which need not run." };
    private readonly Option<string?> images = CommonOptions.Images(where);
    private readonly Option<bool> json = CommonOptions.Json();

    public Command Command(string name, string description, params ReadOnlySpan<Option> more)
    {
        var verb = new Command(name, description) { target, images, json };
        foreach (var option in more)
            verb.Options.Add(option);
        return verb;
    }

    public string TargetOf(ParseResult parsed) => parsed.GetValue(target)!;

    public string? ImagesOf(ParseResult parsed) => parsed.GetValue(images);

    public bool AsJson(ParseResult parsed) => parsed.GetValue(json);
}
