using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Entracte.Api;
using Entracte.Api.Images;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>What verbs about one image have in common: its place, which generation of it, and an answer for people or for machines.</summary>
internal static class ImageQuestion
{
    /// <param name="verb">Its name and what it does.</param>
    /// <param name="path">Where the image is.</param>
    /// <param name="route">Where the agent takes the question.</param>
    /// <param name="type">Of the answer.</param>
    /// <param name="forPeople">Prints it.</param>
    /// <param name="status">The exit status that it means.</param>
    public static Command Create<TReport>(
        (string Name, string Description) verb, Argument<string> path, string route, JsonTypeInfo<TReport> type, Action<TReport, TextWriter> forPeople, Func<TReport, int> status)
    {
        path.CustomParser = CommonOptions.AbsolutePath;
        var generation = CommonOptions.Generation();
        var json = CommonOptions.Json();
        var command = new Command(verb.Name, verb.Description) { path, generation, json };
        command.SetAction(parsed =>
        {
            using var agent = AgentClient.Open();
            var report = agent.Post(route, new ImagePath(parsed.GetValue(path)!, parsed.GetValue(generation)), ApiJson.Default.ImagePath, type);
            Report.Print(report, parsed.GetValue(json), type, forPeople);
            return status(report);
        });
        return command;
    }
}
