using System.CommandLine;
using System.CommandLine.Parsing;
using Entracte.Api.Agents;

namespace Entracte.Cli.Verbs;

/// <summary>How often a computation's images are to exist: <c>--copies</c> and <c>--partners</c> of <c>launch</c>.</summary>
internal sealed class CopyOptions
{
    private readonly Option<int?> copies = new("--copies")
    {
        Description = "Copy every image to other nodes, so that each part of it lies on N; older ones are removed only then.", HelpName = "N",
    };

    private readonly Option<string[]> partners = new("--partners")
    {
        Description = "The nodes that may take copies, the first ones first; any otherwise.", HelpName = "NODE", Arity = ArgumentArity.OneOrMore, CustomParser = CommonOptions.Listed,
    };

    public IReadOnlyList<Option> All => [copies, partners];

    public void Check(SymbolResult result)
    {
        if (result.GetResult(copies) is { Tokens: [var token] } && int.TryParse(token.Value, out var count) && count < 2)
            result.AddError("--copies must be at least 2: one is where the image is written.");
        if (result.GetResult(partners) is { Implicit: false } && result.GetResult(copies) is null)
            result.AddError("--partners says who takes copies; --copies says how many there shall be.");
    }

    public CopyPolicy? Of(ParseResult parsed) => parsed.GetValue(copies) is { } count ? new CopyPolicy(count, parsed.GetValue(partners)) : null;
}
