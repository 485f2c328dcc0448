using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Checkpoints;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Orders a checkpoint and waits for its commit.</summary>
internal static class CheckpointVerb
{
    public static Command Create()
    {
        var target = new Argument<string?>("name") { Description = "Name or id of the computation.", Arity = ArgumentArity.ZeroOrOne };
        var pid = CommonOptions.Pid("A process of yours that was not launched by entracte, with its descendants.");
        var name = CommonOptions.Name("What to call a computation that is made from --pid.");
        var images = CommonOptions.Images("Where the image goes, in a subdirectory of the computation's name.");
        var kill = new Option<bool>("--kill") { Description = "End the computation once the image is committed." };
        var keep = CommonOptions.Keep();
        var compress = new Option<bool>("--compress") { Description = "Compress memory with zstd: smaller, slower." };
        var noSync = new Option<bool>("--no-sync")
        {
            Description = "Do not wait until the disk has the image: sooner done, but until the kernel has written it, as it does by itself, the end of the machine can cost it."
                + " So it takes the place of no other among the N of --keep, and cannot be had with --kill.",
        };
        var external = new Option<string?>("--external") { Description = "Connections to processes outside: close at a restart (default), refuse, or keep-listening.", HelpName = "POLICY" };
        external.AcceptOnlyFromAmong("close", "refuse", "keep-listening");
        var json = CommonOptions.Json();
        var verb = new Command("checkpoint", "Write an image of a computation, which runs on.") { target, pid, name, images, kill, keep, compress, noSync, external, json };
        verb.Validators.Add(result =>
        {
            // Not by its value: one that is no number has been complained of already, and asking for it fails.
            if (result.GetValue(target) is null == result.GetResult(pid) is null)
                result.AddError("Say which computation: its NAME, or --pid PID.");
            if (result.GetValue(kill) && result.GetValue(noSync))
                result.AddError("What is ended must be able to go on from its image: --kill waits for the disk.");
        });
        verb.SetAction(parsed => Checkpoint(
            new CheckpointOrder
            {
                Target = parsed.GetValue(target),
                Pid = parsed.GetValue(pid),
                Name = parsed.GetValue(name),
                Images = parsed.GetValue(images),
                Kill = parsed.GetValue(kill),
                Keep = parsed.GetValue(keep),
                Compress = parsed.GetValue(compress),
                NoSync = parsed.GetValue(noSync),
                External = parsed.GetValue(external),
            },
            parsed.GetValue(json)));
        return verb;
    }

    private static int Checkpoint(CheckpointOrder order, bool asJson)
    {
        using var agent = AgentClient.Open();
        Report.Print(Await(agent, order), asJson, ApiJson.Default.CheckpointReport, ForPeople);
        return ExitStatus.Success;
    }

    private static CheckpointReport Await(AgentClient agent, CheckpointOrder order)
    {
        using var line = new CheckpointProgressLine();
        foreach (var step in agent.PostStreaming(Routes.Checkpoints, order, ApiJson.Default.CheckpointOrder, ApiJson.Default.CheckpointEvent))
        {
            if (step.Problem is { } problem)
                throw new CommandFailedException(problem);
            if (step.Report is { } report)
                return report;
            if (step.Progress is { } progress)
                line.Show(progress);
        }

        throw new CommandFailedException("The node agent ended its answer before the checkpoint did. The program runs on; entracte images tells what was committed.");
    }

    private static void ForPeople(CheckpointReport report, TextWriter output)
    {
        output.WriteLine($"{report.Name}, generation {report.Generation}{(report.Killed ? "; the computation was ended" : "")}");
        Table.Print(output, [], Rows(report), "  ");
        foreach (var warning in report.Warnings)
            Streams.Error.WriteLine($"entracte: {warning}");
    }

    private static List<IReadOnlyList<string>> Rows(CheckpointReport report)
    {
        List<IReadOnlyList<string>> rows =
        [
            ["where", report.Directory],
            ["size", $"{Quantity.Bytes(report.SizeBytes)} of {report.ProcessCount} process{(report.ProcessCount == 1 ? "" : "es")}"],
            ["pause", Quantity.Milliseconds(report.PauseMilliseconds)],
            ["total", Quantity.Milliseconds(report.TotalMilliseconds)],
            ["phases", string.Join(", ", report.Phases.Select(phase => $"{phase.Barrier} {Quantity.Milliseconds(phase.Milliseconds)}"))],
        ];
        if (report.Copies > 1)
            rows.Add(["copies", $"on {report.Copies} nodes"]);
        if (report.Removed.Count > 0)
            rows.Add(["removed", $"generation {string.Join(", ", report.Removed)}"]);
        return rows;
    }
}
