using System.Runtime.InteropServices;
using System.Text;
using Entracte.Cli.Linux;

namespace Entracte.Cli.Launching;

/// <summary>The command's last step in <c>launch</c> and <c>restart</c>: from here on this process is another program.</summary>
internal static class Becoming
{
    /// <summary>Returns only by an exception: 127 when the program was not found, 126 when it could not be executed, as shells say it.</summary>
    /// <param name="blockedSignal">One that the program, unlike this command, shall have blocked; null: none.</param>
    public static CommandFailedException Become(byte[] program, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, int? blockedSignal = null)
    {
        EntryState.Current.Restore(blockedSignal);
        var errno = Exec.Become(program, arguments, environment);
        var name = Encoding.UTF8.GetString(program);
        return errno is Errno.ENOENT or Errno.ENOTDIR || (errno == Errno.EACCES && !IsSomewhere(name))
            ? new CommandFailedException(NotFound(name), ExitStatus.ProgramNotFound)
            : new CommandFailedException($"{name} cannot be executed: {Marshal.GetPInvokeErrorMessage(errno)}.", ExitStatus.CannotExecute);
    }

    // execvp(3) says EACCES also when a folder of PATH may not be searched and the program is in none of the others: to a shell that is "not found".
    private static bool IsSomewhere(string name)
        => name.Contains('/') || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => Path.Exists(Path.Combine(folder, name)));

    // ENOENT also comes from a script whose interpreter is missing, execve(2).
    private static string NotFound(string name)
        => File.Exists(name) && name.Contains('/') ? $"{name}: its interpreter was not found." : $"{name}: not found.";
}
