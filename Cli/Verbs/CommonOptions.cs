using System.CommandLine;
using System.CommandLine.Parsing;
using Entracte.Api.Agents;

namespace Entracte.Cli.Verbs;

/// <summary>Options that several verbs have in common, so that they are called and understood alike.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    /// <summary>Absolute once parsed: the agent has another working directory.</summary>
    public static Option<string?> Images(string description)
        => new("--images") { Description = description, HelpName = "DIR", CustomParser = AbsolutePath };

    /// <inheritdoc cref="Images"/>
    public static Option<string?> ToImages(string description)
        => new("--to-images") { Description = description, HelpName = "DIR", CustomParser = AbsolutePath };

    public static Option<string?> Name(string description)
    {
        var option = new Option<string?>("--name") { Description = description, HelpName = "NAME" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && !ComputationName.IsValid(name))
                result.AddError($"--name {name} is not possible. {ComputationName.Rule}");
        });
        return option;
    }

    public static Option<string?> On()
        => new("--on") { Description = "On this node, in the background; paths are that node's.", HelpName = "NODE" };

    public static Option<string[]> OnSeveral()
        => new("--on")
        {
            Description = "On this node, in the background; paths are that node's. Several, A,B: once on each, as one computation.",
            HelpName = "NODE",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = Listed,
        };

    public static Option<string[]?> Nodes(string name, string description)
        => new(name) { Description = description, HelpName = "NODE", Arity = ArgumentArity.OneOrMore, CustomParser = Listed };

    public static Option<string[]> Map(string description = "What was on node OLD comes back on node NEW; with NEW+NEW it is spread over those.")
        => new("--map")
        {
            Description = description,
            HelpName = "OLD=NEW",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = Listed,
        };

    public static Option<int?> Generation()
        => new Option<int?>("--generation", "-g") { Description = "This generation instead of the last one.", HelpName = "N" }.AtLeastOne();

    public static Option<int?> Keep()
        => new Option<int?>("--keep") { Description = "After the commit, remove all but the last N generations.", HelpName = "N" }.AtLeastOne();

    public static Option<string?> File(string name, string description)
        => new(name) { Description = description, HelpName = "FILE", CustomParser = AbsolutePath };

    /// <summary>A,B and an option that is given twice say the same.</summary>
    public static string[] Listed(ArgumentResult result)
        => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    public static string? AbsolutePath(ArgumentResult result)
    {
        var path = result.Tokens[0].Value;
        // What .NET makes of bytes that are no UTF-8; it would be another directory than the one that was meant.
        if (!path.Contains('\uFFFD', StringComparison.Ordinal))
            return Path.GetFullPath(path);
        result.AddError($"{path} is no path that can be given here: its name is not UTF-8.");
        return null;
    }

    public static Option<int?> Pid(string description) => new Option<int?>("--pid") { Description = description, HelpName = "PID" }.AtLeastOne();

    public static Argument<int> PidArgument(string description)
    {
        var argument = new Argument<int>("pid") { Description = description };
        argument.Validators.Add(result => DemandOne(result, "A pid"));
        return argument;
    }

    private static Option<int?> AtLeastOne(this Option<int?> option)
    {
        option.Validators.Add(result => DemandOne(result, option.Name));
        return option;
    }

    private static void DemandOne(SymbolResult result, string what)
    {
        // What is no number at all has been complained of already.
        if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 1)
            result.AddError($"{what} must be at least 1.");
    }
}
