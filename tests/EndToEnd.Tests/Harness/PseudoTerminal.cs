using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>A terminal made by the test, pty(7): what is typed into it, and all that appeared on it.</summary>
public sealed partial class PseudoTerminal : IDisposable
{
    private const int O_RDWR = 2, O_NOCTTY = 0x100, O_CLOEXEC = 0x80000;
    private const ulong TIOCSWINSZ = 0x5414;
    private readonly SafeFileHandle master;
    private readonly FileStream stream;
    private readonly StringBuilder screen = new();
    private readonly UserSession session;

    public PseudoTerminal(UserSession session)
    {
        this.session = session;
        master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        var name = new byte[64];
        if (master.IsInvalid || grantpt(master) != 0 || unlockpt(master) != 0 || ptsname_r(master, name, name.Length) != 0)
            throw new HarnessException($"no pty: errno {Marshal.GetLastPInvokeError()}");
        SlavePath = Encoding.ASCII.GetString(name).TrimEnd('\0');
        stream = new FileStream(master, FileAccess.ReadWrite, bufferSize: 0);
        new Thread(Collect) { IsBackground = true, Name = "pty reader" }.Start();
    }

    /// <summary>A terminal of an ordinary size with a shell in it that waits for a command.</summary>
    public static PseudoTerminal WithShell(UserSession session)
    {
        var terminal = new PseudoTerminal(session);
        terminal.Resize(24, 80);
        terminal.Start(InstalledProgram.Get("bash"), "--norc", "--noprofile", "--noediting", "-i");
        terminal.WaitFor("$ ");
        return terminal;
    }

    public string SlavePath { get; }

    public string Screen
    {
        get
        {
            lock (screen)
                return screen.ToString();
        }
    }

    /// <summary>Starts a command as the leader of a new session with this terminal, as a login does.</summary>
    public Process Start(params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh", [
            "-c", "pts=$1; shift; exec setsid --ctty env --default-signal \"$@\" <>\"$pts\" >&0 2>&1", "sh", SlavePath, .. command]) { WorkingDirectory = session.Folder };
        session.SetEnvironment(start);
        start.Environment["TERM"] = "dumb";
        start.Environment["PS1"] = "$ ";
        return Process.Start(start)!;
    }

    /// <summary>What a person does to a window; who is in the foreground hears of it.</summary>
    public void Resize(ushort rows, ushort columns)
    {
        if (ioctl(master, TIOCSWINSZ, [rows, columns, 0, 0]) != 0)
            throw new HarnessException($"the size of {SlavePath}: errno {Marshal.GetLastPInvokeError()}");
    }

    public void Type(string text)
    {
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
    }

    public void WaitFor(string text) => WaitForAfter(0, text);

    /// <summary>Waits for text that appears after the first <paramref name="position"/> characters.</summary>
    public void WaitForAfter(int position, string text)
        => Waiting.Until($"'{text}' on the terminal", () => Screen.IndexOf(text, position, StringComparison.Ordinal) >= 0, () => $"--- the terminal\n{Screen}\n{session.Explain()}");

    /// <summary>Types a line and waits for an answer that appears after it.</summary>
    public void Ask(string line, string answer) => Press(line + "\r", answer);

    /// <summary>Presses keys and waits for an answer that appears after that.</summary>
    public void Press(string keys, string answer)
    {
        var position = Screen.Length;
        Type(keys);
        WaitForAfter(position, answer);
    }

    /// <summary>Ends the computation that the shell here started by a checkpoint, and has the shell restart it; at the end it runs, and has given an answer.</summary>
    public void KillAndRestart(string name, string answer)
    {
        var position = Screen.Length;
        session.Checkpoint(name, "--kill");
        WaitForAfter(position, "Killed");
        position = Screen.Length;
        Ask($"{Binaries.Command} restart {name} --images {session.Images}", answer);
        Waiting.Until($"the state Running of {name}", () => (string?)session.Status(name)?["state"] == "Running", () => Screen[position..]);
    }

    public void Dispose() => stream.Dispose();

    private void Collect()
    {
        var buffer = new byte[4096];
        try
        {
            for (int got; (got = stream.Read(buffer)) > 0;)
                lock (screen)
                    screen.Append(Encoding.UTF8.GetString(buffer, 0, got));
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // EIO: the last program with this terminal is gone.
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial SafeFileHandle posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int grantpt(SafeFileHandle master);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle master, ulong request, ushort[] size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlockpt(SafeFileHandle master);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ptsname_r(SafeFileHandle master, [Out] byte[] name, nint length);
}
