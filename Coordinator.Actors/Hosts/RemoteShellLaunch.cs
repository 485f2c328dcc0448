using System.Diagnostics;
using Entracte.ProcessHook.RemoteShells;
using Mono.Unix.Native;

namespace Entracte.Coordinator.Hosts;

/// <summary>What sshd would start for a remote part: the user's login shell, in his home, with an environment of its own. Its streams are on the relay, which stands where sshd would.</summary>
internal static class RemoteShellLaunch
{
    // Of sshd(8), as Debian builds it.
    private const string PathOfUser = "/usr/local/bin:/usr/bin:/bin:/usr/games";
    private const string PathOfRoot = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly string[] Session = ["XDG_RUNTIME_DIR", "TZ"];

    /// <summary>The environment and the directory.</summary>
    public static ProcessStartInfo Prepare(LaunchRequest request, string computationId, string runtimeDirectory)
    {
        var user = Syscall.getpwuid(Syscall.geteuid());
        var (name, home, shell) = user is null
            ? (Environment.UserName, Environment.GetEnvironmentVariable("HOME") ?? "/", "")
            : (user.pw_name, user.pw_dir, user.pw_shell);
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Directory.Exists(home) ? home : "/" };
        var session = Session.Select(variable => (Name: variable, Value: Environment.GetEnvironmentVariable(variable))).Where(entry => entry.Value is not null).ToArray();
        start.Environment.Clear();
        foreach (var (variable, value) in session)
            start.Environment[variable] = value;
        start.Environment["USER"] = start.Environment["LOGNAME"] = name;
        start.Environment["HOME"] = home;
        start.Environment["SHELL"] = shell.Length > 0 ? shell : "/bin/sh";
        start.Environment["PATH"] = RemoteShellFolder.Before(Syscall.geteuid() == 0 ? PathOfRoot : PathOfUser, runtimeDirectory);
        foreach (var entry in request.Environment)
            start.Environment[entry.Split('=')[0]] = entry[(entry.IndexOf('=', StringComparison.Ordinal) + 1)..];
        start.Environment[LinuxProcessHost.MarkName] = computationId;
        start.Environment[RelayProgram.Variable] = request.Relay;
        return start;
    }
}
