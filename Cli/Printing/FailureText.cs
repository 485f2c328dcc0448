using System.Text.Json;
using Entracte.Api;

namespace Entracte.Cli.Printing;

/// <summary>A failure in words on standard error, and, where machines read the output, what the agent answered on standard output.</summary>
internal static class FailureText
{
    public static void Print(CommandFailedException failure, string[] arguments)
    {
        Streams.Error.WriteLine($"entracte: {failure.Message}");
        if (failure.Problem is { } problem && arguments.TakeWhile(argument => argument != "--").Contains("--json"))
            Streams.Output.WriteLine(JsonSerializer.Serialize(problem, ApiJson.Default.Problem));
    }
}
