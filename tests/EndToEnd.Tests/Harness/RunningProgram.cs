using System.Diagnostics;
using System.Globalization;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>A program that a test started, with files as standard streams: it is, or becomes, what the test looks at.</summary>
public sealed class RunningProgram
{
    private readonly Process process;
    private readonly UserSession session;
    private readonly int outputLengthBefore;

    internal RunningProgram(UserSession session, Process process, string outputFile, string errorsFile, int outputLengthBefore)
    {
        this.session = session;
        this.process = process;
        OutputFile = outputFile;
        ErrorsFile = errorsFile;
        this.outputLengthBefore = outputLengthBefore;
    }

    public string OutputFile { get; }
    public string ErrorsFile { get; }
    public int Pid => process.Id;
    public bool Ended => process.HasExited;

    /// <summary>All that was written so far, also in the lives before.</summary>
    public string Output => ReadShared(OutputFile);

    public string Errors => ReadShared(ErrorsFile);

    /// <summary>What was written since this life began.</summary>
    public string NewOutput => Output[outputLengthBefore..];

    public void WaitForOutput(string text) => WaitForOutput($"'{text}'", output => output.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits for output of this life.</summary>
    public void WaitForOutput(string what, Func<string, bool> condition)
        => Waiting.Until($"{what} in the output", () =>
        {
            if (condition(NewOutput))
                return true;
            if (process.HasExited && !condition(NewOutput))
                throw new HarnessException($"The program ended with status {ExitStatus()} before {what} came.\n{Explain()}");
            return false;
        }, Explain);

    public int WaitForEnd(TimeSpan? patience = null)
    {
        Waiting.Until("the program's end", () => process.HasExited, Explain, patience);
        return ExitStatus();
    }

    public void Signal(Signum signal) => ProcessTable.Kill(Pid, signal);

    public void Kill()
    {
        if (!process.HasExited)
            Signal(Signum.SIGKILL);
        WaitForEnd();
    }

    /// <summary>Ends well, or fails with all that is known.</summary>
    public void ExpectEnd(int status = 0)
    {
        if (WaitForEnd() != status)
            throw new HarnessException($"The program ended with status {ExitStatus()} instead of {status}.\n{Explain()}");
    }

    public string Explain() => string.Create(CultureInfo.InvariantCulture, $"--- output\n{Tail(Output)}\n--- errors\n{Tail(Errors)}\n{session.Explain()}");

    private int ExitStatus() => process.ExitCode;

    private static string Tail(string text) => text.Length <= 4000 ? text : "…" + text[^4000..];

    internal static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
