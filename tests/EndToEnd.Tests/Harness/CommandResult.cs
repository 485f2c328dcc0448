namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>How one command ended and what it said.</summary>
public sealed record CommandResult(string CommandLine, int ExitStatus, string Output, string Errors)
{
    public override string ToString() => $"{CommandLine}\nended with status {ExitStatus}\n--- output\n{Output}\n--- errors\n{Errors}";
}
