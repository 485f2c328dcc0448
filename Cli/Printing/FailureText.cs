using System.Text.Json;
using Entracte.Api;

namespace Entracte.Cli.Printing;

/// <summary>A failure in words on standard error, and, where machines read the output, what the agent answered on standard output.</summary>
internal static class FailureText
{
    public static void Print(CommandFailedException failure, string[] arguments)
    {
        try
        {
            Streams.Error.WriteLine($"entracte: {failure.Message}");
            if (failure.Problem is { } problem && arguments.TakeWhile(argument => argument != "--").Contains("--json"))
                Streams.Output.WriteLine(JsonSerializer.Serialize(problem, ApiJson.Default.Problem));
        }
        catch (IOException)
        {
            // Nobody can be told any more (a full disk, a pipe without a reader); the exit status says it.
        }
    }
}
