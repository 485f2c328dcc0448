using System.Diagnostics;
using System.Text.Json.Nodes;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>
/// One user's session: private runtime, state and working directories and therefore a node agent of its own. Everything that was started in it
/// carries its runtime directory in the environment; by that it is found and ended, and nothing else is.
/// </summary>
public sealed class UserSession : IDisposable
{
    private readonly string runtime;
    private readonly bool asPlainUser;
    private int serial;

    public UserSession()
        : this(asPlainUser: false)
    {
    }

    /// <param name="asPlainUser">Root is at work, and this session is <see cref="PlainUser"/>'s.</param>
    internal UserSession(bool asPlainUser)
    {
        this.asPlainUser = asPlainUser;
        // Short, because unix sockets lie in it.
        Folder = Directory.CreateTempSubdirectory("entracte-e2e-").FullName;
        runtime = Path.Combine(Folder, "run");
        Directory.CreateDirectory(runtime, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Images);
        if (asPlainUser)
            PlainUser.Own(Folder);
    }

    public string Folder { get; }
    public string Images => Path.Combine(Folder, "images");
    public string AgentLog => Path.Combine(runtime, "entracte", "agent.log");

    /// <summary>What is started as the node agent when one is wanted and none is there.</summary>
    public string NodeProgram { get; set; } = Binaries.Node;

    /// <summary>The configuration file of the node agent; null where it has none.</summary>
    public string? NodeConfiguration { get; set; }

    /// <summary>The private runtime directory of this user; the agent's own is in it.</summary>
    public string RuntimeDirectory => runtime;

    private string EnvironmentEntry => $"XDG_RUNTIME_DIR={runtime}";

    /// <summary>A path of the given name in this session's folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>A directory of the given name in this session's folder, of the one whose session it is.</summary>
    internal string DirectoryOf(string name)
    {
        var path = PathOf(name);
        if (!Directory.Exists(path) && Directory.CreateDirectory(path).Exists && asPlainUser)
            PlainUser.Own(path);
        return path;
    }

    /// <summary>All living processes of this session: programs, restored programs, the agent, husks.</summary>
    public IReadOnlyList<int> Processes() => ProcessTable.WithEnvironment(EnvironmentEntry);

    /// <summary>The living node agents; more than one never is right.</summary>
    public IReadOnlyList<int> Agents() => [.. Processes().Where(pid => ProcessTable.CommandLine(pid).Contains("entracte-node", StringComparison.Ordinal))];

    /// <summary>Runs the command to its end, whatever that may be.</summary>
    public CommandResult Run(params string[] arguments) => RunProgram(Binaries.Command, arguments);

    public CommandResult RunProgram(string program, params string[] arguments)
    {
        string[] command = Becoming([program, .. arguments]);
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Folder };
        SetEnvironment(start);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        Waiting.Until($"the end of {program} {string.Join(' ', arguments)}", () => process.HasExited, Explain);
        return new CommandResult($"{Path.GetFileName(program)} {string.Join(' ', arguments)}", process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Runs the command, which must end well.</summary>
    public CommandResult Succeed(params string[] arguments)
    {
        var result = Run(arguments);
        return result.ExitStatus == 0 ? result : throw new HarnessException($"{result}\n{Explain()}");
    }

    /// <summary>Runs the command, which must fail by itself (status 125) and say why.</summary>
    public CommandResult Refuse(params string[] arguments)
    {
        var result = Run(arguments);
        return result.ExitStatus == 125 && result.Errors.Trim().Length > 0 ? result : throw new HarnessException($"Expected a refusal with a sentence.\n{result}\n{Explain()}");
    }

    /// <summary>Launches a program with empty input and files as output, under its name.</summary>
    public RunningProgram Launch(string name, params string[] command)
        => Start($"{name}.{++serial}", [Binaries.Command, "launch", "--name", name, "--images", Images, "--", .. command]);

    /// <summary>Starts a program that Entracte knows nothing of.</summary>
    public RunningProgram StartUnknown(string name, params string[] command) => Start($"{name}.{++serial}", command);

    /// <summary>The same as whoever runs the tests, whosever session it is.</summary>
    internal RunningProgram StartAsOurselves(string name, params string[] command) => Start($"{name}.{++serial}", command, static all => all);

    /// <summary>The command, as the one whose session it is runs it.</summary>
    internal string[] Becoming(string[] command) => asPlainUser ? PlainUser.Becoming(command) : command;

    /// <summary>Takes a checkpoint and returns what the command reports as JSON.</summary>
    public JsonObject Checkpoint(string name, params string[] options)
        => JsonNode.Parse(Succeed(["checkpoint", name, "--json", .. options]).Output)!.AsObject();

    /// <summary>Takes a checkpoint that ends with the program's death, and waits for it.</summary>
    public JsonObject CheckpointAndKill(string name, RunningProgram program, params string[] options)
    {
        var report = Checkpoint(name, ["--kill", .. options]);
        program.WaitForEnd();
        return report;
    }

    /// <summary>Restarts in the foreground, with the same files as standard streams as the life before.</summary>
    public RunningProgram Restart(string name, RunningProgram before, params string[] options) => RestartFrom(Images, name, before, options);

    public RunningProgram RestartFrom(string images, string name, RunningProgram before, params string[] options)
        => StartWith(before.OutputFile, before.ErrorsFile, [Binaries.Command, "restart", name, "--images", images, .. options]);

    /// <summary>Waits until the agent counts the computation among the running ones: before that, it is still being restored, or of the life before nobody has noticed yet that it is over.</summary>
    public void WaitUntilRunning(string name, RunningProgram program)
        => Waiting.Until($"the state Running of {name}", () =>
        {
            if (program.Ended)
                throw new HarnessException($"The program ended with status {program.WaitForEnd()} while it was restarted.\n{program.Explain()}");
            return Status(name) is { } status && (string?)status["state"] == "Running" && status["pids"] is JsonArray { Count: > 0 } pids
                && pids.All(pid => ProcessTable.Lives((int)pid!));
        }, program.Explain);

    /// <summary>What the agent says about one computation, or null when it knows none of that name.</summary>
    public JsonObject? Status(string name)
        => JsonNode.Parse(Succeed("status", "--json").Output)!["computations"]!.AsArray().Select(entry => entry!.AsObject()).FirstOrDefault(entry => (string?)entry["name"] == name);

    /// <summary>What there is to know when something did not go as it should.</summary>
    public string Explain()
    {
        var living = string.Join('\n', Processes().Select(pid => $"{pid} {ProcessTable.State(pid)} {ProcessTable.CommandLine(pid)}"));
        var log = File.Exists(AgentLog) ? string.Join('\n', File.ReadAllLines(AgentLog).TakeLast(60)) : "(none)";
        return $"--- living processes of this session\n{living}\n--- end of the agent's log\n{log}";
    }

    public void SetEnvironment(ProcessStartInfo start)
    {
        start.Environment["XDG_RUNTIME_DIR"] = runtime;
        start.Environment["XDG_STATE_HOME"] = PathOf("state");
        start.Environment["ENTRACTE_NODE"] = NodeProgram;
        start.Environment["LC_ALL"] = "C.UTF-8";
        if (NodeConfiguration is not null)
            start.Environment["ENTRACTE_CONFIG"] = NodeConfiguration;
        if (asPlainUser)
            start.Environment["HOME"] = Folder;
        start.Environment.Remove("ENTRACTE_COMPUTATION");
        start.Environment.Remove("ENTRACTE_IMAGES");
    }

    public void Dispose()
    {
        Waiting.Until("the end of this session's processes", () =>
        {
            var left = Processes();
            foreach (var pid in left)
                ProcessTable.Kill(pid, Signum.SIGKILL);
            return left.Count == 0;
        });
        MakeWritable();
        Directory.Delete(Folder, recursive: true);
    }

    // A test may have left a directory that its owner cannot write.
    private void MakeWritable()
    {
        foreach (var directory in Directory.EnumerateDirectories(Folder))
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private RunningProgram Start(string files, string[] command) => Start(files, command, Becoming);

    private RunningProgram Start(string files, string[] command, Func<string[], string[]> becoming) => StartWith(PathOf(files + ".out"), PathOf(files + ".err"), command, becoming);

    private RunningProgram StartWith(string output, string errors, string[] command) => StartWith(output, errors, command, Becoming);

    private RunningProgram StartWith(string output, string errors, string[] command, Func<string[], string[]> becoming)
    {
        // The shell becomes the program: the pid is the same, and the streams are plain files as in any script. This run-time ignores SIGPIPE, a shell does not.
        var shell = becoming(["/bin/sh", "-c", "out=$1 err=$2; shift 2; exec env --default-signal \"$@\" </dev/null >>\"$out\" 2>>\"$err\"", "sh", output, errors, .. command]);
        var start = new ProcessStartInfo(shell[0], shell[1..]) { WorkingDirectory = Folder };
        SetEnvironment(start);
        var lengthBefore = RunningProgram.ReadShared(output).Length;
        if (asPlainUser)
            PlainUser.Own(output);
        return new RunningProgram(this, Process.Start(start)!, output, errors, lengthBefore);
    }
}
