using System.Diagnostics;

namespace Entracte.Demo;

/// <summary>A private place for the demonstration: its own agent and images, so that nothing of the person's own is touched, and nothing stays.</summary>
internal sealed class Stage : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("entracte-demo-").FullName;
    private readonly string command;

    public Stage()
    {
        var bin = Environment.GetEnvironmentVariable("ENTRACTE_BIN") is { Length: > 0 } chosen ? chosen : throw new DemoException("Run the demonstration by: dotnet cake --target=Demo");
        command = Path.Combine(bin, "entracte");
        Directory.CreateDirectory(Path.Combine(folder, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Starts the command, which becomes the program; its output comes here.</summary>
    public PiProgram Begin(bool secondLife, params string[] arguments) => new(Start(arguments), secondLife);

    /// <summary>Runs the command to its end and shows what it says.</summary>
    public void Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        Teller.Said(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new DemoException($"entracte {string.Join(' ', arguments)} ended with status {process.ExitCode}. {errors.Result}");
    }

    public void Dispose()
    {
        using (var stop = Start("stop"))
            stop.WaitForExit();
        Directory.Delete(folder, recursive: true);
    }

    private Process Start(params string[] arguments)
    {
        Teller.Command("entracte " + string.Join(' ', arguments));
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["XDG_RUNTIME_DIR"] = Path.Combine(folder, "run");
        start.Environment["ENTRACTE_IMAGES"] = Path.Combine(folder, "images");
        return Process.Start(start)!;
    }
}
