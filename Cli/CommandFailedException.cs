using Entracte.Api.Problems;

namespace Entracte.Cli;

/// <summary>Ends the command with a sentence on standard error and this exit status.</summary>
internal sealed class CommandFailedException(string message, int exitStatus = ExitStatus.EntracteFailed) : Exception(message)
{
    public CommandFailedException(Problem problem) : this(Describe(problem)) => Problem = problem;

    public int ExitStatus { get; } = exitStatus;

    /// <summary>What the agent answered, where it was the agent that refused.</summary>
    public Problem? Problem { get; }

    private static string Describe(Problem problem)
    {
        var lines = new List<string> { problem.Detail is null ? problem.Title : $"{problem.Title.TrimEnd('.')}. {problem.Detail}" };
        lines.AddRange(problem.Obstacles.Select(Printing.ObstacleLine.Of));
        return string.Join('\n', lines);
    }
}
