using System.Diagnostics;
using System.Globalization;
using Entracte.ProcessHook.RemoteShells;

namespace Entracte.Coordinator.Hosts;

/// <summary>
/// Starts programs that shall not be children of ours: the runtime reaps its own children whenever it likes, and what it reaps can be neither traced nor
/// waited for by us. A shell starts the program in a session of its own, tells its pid, and ends, so that the program is an orphan like any daemon.
/// </summary>
internal static class Launcher
{
    // $1 to $3 are the standard streams; the rest is the program. Descriptor 3 carries the pid to us and is closed before the program begins.
    private const string Script = """
        input=$1 output=$2 error=$3; shift 3
        setsid sh -c 'echo $$ >&3; exec 3>&-; exec "$@"' sh "$@" 3>&1 <"$input" >>"$output" 2>>"$error" &
        """;

    // A front tells the pid of the program for which it stands.
    private const string FrontScript = """
        input=$1 output=$2 error=$3; shift 3
        setsid "$@" 3>&1 <"$input" >>"$output" 2>>"$error" &
        """;

    private const string MarkScript = $"""
        export {LinuxProcessHost.MarkName}="$1"; shift; exec "$@"
        """;

    /// <param name="request">What to start.</param>
    /// <param name="computationId">Its mark.</param>
    /// <param name="runtimeDirectory">Private.</param>
    /// <param name="endings">Not null: a front stands for the program, and leaves a note of its end there.</param>
    public static int Launch(LaunchRequest request, string computationId, string runtimeDirectory, EndingNotes? endings)
    {
        if (request.Relay.Length > 0)
        {
            var relay = RelayProgram.Materialize(runtimeDirectory);
            return Start(RemoteShellLaunch.Prepare(request, computationId, runtimeDirectory), relay, RelayProgram.Serving(request.Program), request.Streams, tellsPidItself: false);
        }

        var start = new ProcessStartInfo("/bin/sh");
        if (request.WorkingDirectory.Length > 0)
            start.WorkingDirectory = request.WorkingDirectory;
        foreach (var entry in request.Environment)
            start.Environment[entry.Split('=')[0]] = entry[(entry.IndexOf('=', StringComparison.Ordinal) + 1)..];
        if (!request.PlainSsh)
            RemoteShellFolder.Prepare(start.Environment, runtimeDirectory);
        var program = Resolve(request.Program);
        if (endings is null)
        {
            start.Environment[LinuxProcessHost.MarkName] = computationId;
            return Start(start, program, request.Arguments, request.Streams, tellsPidItself: false);
        }

        // The front is no member of the computation: only what it starts has the mark.
        start.Environment.Remove(LinuxProcessHost.MarkName);
        var (front, arguments) = endings.Stand(computationId, request.Life, "/bin/sh", ["-c", MarkScript, "sh", computationId, program, .. request.Arguments]);
        return Start(start, front, arguments, request.Streams, tellsPidItself: true);
    }

    /// <summary>The same for a program of ours, in our own environment and directory.</summary>
    public static int Start(string program, IEnumerable<string> arguments, StandardStreams streams, bool tellsPidItself)
        => Start(new ProcessStartInfo("/bin/sh"), program, arguments, streams, tellsPidItself);

    private static int Start(ProcessStartInfo start, string program, IEnumerable<string> arguments, StandardStreams streams, bool tellsPidItself)
    {
        start.RedirectStandardOutput = true;
        foreach (var argument in (string[])["-c", tellsPidItself ? FrontScript : Script, "sh", .. Streams(streams), program, .. arguments])
            start.ArgumentList.Add(argument);
        using var shell = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start");
        // A process that is disposed of leaves the streams open that have been used.
        using var output = shell.StandardOutput;
        var told = output.ReadLine();
        shell.WaitForExit();
        return int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? pid
            : throw new EntracteException(Failure.Of(FailureKind.HostFailed, $"{program} could not be started; are {string.Join(", ", Streams(streams))} there and writable?"));
    }

    private static string[] Streams(StandardStreams streams) => [OrNull(streams.Input), OrNull(streams.Output), OrNull(streams.Error)];

    private static string OrNull(string path) => path.Length > 0 ? path : "/dev/null";

    private static string Resolve(string program)
    {
        var candidates = program.Contains('/')
            ? [Path.GetFullPath(program)]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(directory => directory.Length > 0).Select(directory => Path.Combine(directory, program));
        return candidates.FirstOrDefault(IsExecutable)
            ?? throw new EntracteException(Failure.Of(FailureKind.NotFound, $"there is no program {program} that could be executed"));
    }

    private static bool IsExecutable(string path) => File.Exists(path)
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
