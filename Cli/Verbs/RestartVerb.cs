using System.CommandLine;
using System.Text;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Restarts;
using Entracte.Cli.Agents;
using Entracte.Cli.Launching;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>
/// Has an image verified, and becomes the outer process of its restart: the terminal, job control, signals and the exit status are then
/// the program's own.
/// </summary>
internal static class RestartVerb
{
    public static Command Create()
    {
        var target = new Argument<string>("name") { Description = "Name or id of the computation; or, with a / in it, the directory of its images or of one image." };
        var generation = CommonOptions.Generation();
        var detach = new Option<bool>("--detach", "-d") { Description = "Let the node agent run it in the background." };
        var images = CommonOptions.Images("Where the computation's images are looked for.");
        var input = CommonOptions.File("--stdin", "Standard input of the restarted program, where it was given one from outside.");
        var output = CommonOptions.File("--stdout", "Standard output, appended to.");
        var error = CommonOptions.File("--stderr", "Standard error, appended to.");
        var trust = new Option<bool>("--trust-files") { Description = "Take mapped files of the right size for those of the checkpoint, whatever their time and content." };
        var on = CommonOptions.On();
        var map = CommonOptions.Map();
        var json = CommonOptions.Json();
        var verb = new Command("restart", "Bring a computation back from an image.") { target, generation, detach, images, input, output, error, trust, on, map, json };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(on) is not null && !result.GetValue(detach))
                result.AddError("--on needs --detach: a program on another machine cannot have this terminal.");
        });
        verb.SetAction(parsed => Restart(
            new RestartOrder
            {
                Target = Targets.Absolute(parsed.GetValue(target)!),
                Generation = parsed.GetValue(generation),
                Detach = parsed.GetValue(detach),
                Images = parsed.GetValue(images),
                StandardInput = parsed.GetValue(input),
                StandardOutput = parsed.GetValue(output),
                StandardError = parsed.GetValue(error),
                TrustFiles = parsed.GetValue(trust),
                Node = parsed.GetValue(on),
                Map = parsed.GetValue(map) ?? [],
            },
            parsed.GetValue(json)));
        return verb;
    }

    private static int Restart(RestartOrder order, bool asJson)
    {
        var offer = Order(order);
        if (offer.Program is null)
        {
            Report.Print(offer, asJson, ApiJson.Default.RestartOffer, ForPeople);
            return ExitStatus.Success;
        }

        StandardStreams.Replace(order.StandardInput, order.StandardOutput, order.StandardError);
        throw Becoming.Become(
            Encoding.UTF8.GetBytes(offer.Program),
            [.. offer.Arguments.Select(Encoding.UTF8.GetBytes)],
            Inherited.EnvironmentWithout(LaunchMark.Variable));
    }

    private static RestartOffer Order(RestartOrder order)
    {
        using var agent = AgentClient.Open();
        return agent.Post(Routes.Restarts, order, ApiJson.Default.RestartOrder, ApiJson.Default.RestartOffer);
    }

    private static void ForPeople(RestartOffer running, TextWriter output)
    {
        output.WriteLine($"{running.Name}, generation {running.Generation}, runs as pid {running.Pid} after {Quantity.Milliseconds(running.TotalMilliseconds ?? 0)}");
        foreach (var warning in running.Warnings)
            Streams.Error.WriteLine($"entracte: {warning}");
    }
}
