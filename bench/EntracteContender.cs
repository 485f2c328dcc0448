using System.Diagnostics;

namespace Entracte.Bench;

/// <summary>Entracte, by its command, as a plain user also when root runs the bench.</summary>
internal sealed class EntracteContender : IContender
{
    private const string Computation = "bench";
    private readonly string[] prefix;
    private readonly string bin, output;
    private readonly Dictionary<string, string> environment;

    public EntracteContender(string user)
    {
        Folder = Directory.CreateTempSubdirectory("entracte-bench-").FullName;
        bin = Path.Combine(Folder, "bin");
        var source = Environment.GetEnvironmentVariable("ENTRACTE_BIN") ?? throw new BenchException("Run the bench by: dotnet cake --target=Bench");
        // Copied, because the plain user may not be able to read the working copy.
        Run("cp", "-a", source, bin);
        var runtime = Directory.CreateDirectory(Path.Combine(Folder, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        output = Path.Combine(Folder, "output");
        environment = new Dictionary<string, string>
        {
            ["XDG_RUNTIME_DIR"] = runtime,
            ["ENTRACTE_IMAGES"] = Path.Combine(Folder, "images"),
            ["HOME"] = Folder,
            ["ENTRACTE_NODE"] = Path.Combine(bin, "entracte-node"),
        };
        prefix = [];
        if (Environment.IsPrivilegedProcess)
        {
            prefix = ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups"];
            Run("chown", "-R", user, Folder);
        }

        Command("status");      // the agent runs, and has rehearsed, before anything is measured
    }

    public string Name => "entracte";

    public string Folder { get; }

    public Child Launch(IReadOnlyList<string> program)
        => Child.Start([.. prefix, Path.Combine(bin, "entracte"), "launch", "--name", Computation, "--", .. program], Path.Combine(Folder, "program"), environment);

    /// <summary>The same without us.</summary>
    public Child Start(IReadOnlyList<string> program) => Child.Start([.. prefix, .. program], output, environment);

    /// <summary>Copies a program to where the user can read it.</summary>
    public string Bring(string program)
    {
        var copy = Path.Combine(Folder, Path.GetFileName(program));
        File.Copy(program, copy, overwrite: true);
        return copy;
    }

    public void Checkpoint(Child program, bool waitsForDisk) => Command(["checkpoint", Computation, "--keep", "1", .. waitsForDisk ? [] : new[] { "--no-sync" }]);

    public void CheckpointAndKill(Child program)
    {
        Command("checkpoint", Computation, "--keep", "1", "--kill");
        program.WaitForEnd();
    }

    public Child Restart() => Child.Start([.. prefix, Path.Combine(bin, "entracte"), "restart", Computation], output, environment);

    public long ImageBytes()
        => Directory.EnumerateFiles(Path.Combine(environment["ENTRACTE_IMAGES"], Computation), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    public void Forget()
    {
        if (Path.Combine(environment["ENTRACTE_IMAGES"], Computation) is var images && Directory.Exists(images))
            Directory.Delete(images, recursive: true);
    }

    /// <summary>Milliseconds of /bin/true alone, and of it launched: medians.</summary>
    public (double Alone, double Launched) MeasureLaunch(int repetitions)
    {
        List<double> alone = [], launched = [];
        for (var i = 0; i < repetitions; i++)
        {
            alone.Add(Time([.. prefix, "/bin/true"]));
            launched.Add(Time([.. prefix, Path.Combine(bin, "entracte"), "launch", "--", "/bin/true"]));
        }

        return (Sample.MedianOf(alone), Sample.MedianOf(launched));
    }

    public void Dispose()
    {
        Command("stop");
        Directory.Delete(Folder, recursive: true);
    }

    private double Time(string[] command)
    {
        var watch = Stopwatch.StartNew();
        Child.Start(command, output, environment).Await();
        return watch.Elapsed.TotalMilliseconds;
    }

    private void Command(params string[] arguments) => Child.Start([.. prefix, Path.Combine(bin, "entracte"), .. arguments], Path.Combine(Folder, "command"), environment).Await();

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new BenchException($"{program} {string.Join(' ', arguments)} ended with status {process.ExitCode}");
    }
}
