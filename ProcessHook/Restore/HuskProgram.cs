using System.Globalization;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore;

/// <summary>The husk's executable, carried in this assembly.</summary>
public static class HuskProgram
{
    private const string FileName = "entracte-husk";

    private static readonly TimeSpan ChildStartTime = TimeSpan.FromSeconds(10);

    private static readonly byte[] Executable = HookBlob.Load("husk");

    /// <summary>Writes the program into a private directory, unless it is there already, and returns its path.</summary>
    public static string Materialize(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(Executable))
            return path;
        var temporary = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        }))
            file.Write(Executable);
        AwaitNoWriter(temporary);
        File.Move(temporary, path, overwrite: true); // an old one may be running: it keeps its own file
        return path;
    }

    /// <summary>A child that another thread was just starting has a copy of our descriptor until its execve(2); as long as it has, nobody can execute the file.</summary>
    private static void AwaitNoWriter(string path)
    {
        using var file = File.OpenHandle(path);
        if (!SpinWait.SpinUntil(() => !Fcntl.HasWriters(file), ChildStartTime))
            throw new IOException($"{path} is still open for writing somewhere and cannot be executed; try again.");
    }

    /// <summary>The arguments (without the program's name) with which the restart's outer process is to be executed.</summary>
    /// <param name="socketPath">Of the <see cref="HuskListener"/>.</param>
    /// <param name="token">At most 63 bytes; what <see cref="HuskListener.AcceptAsync"/> waits for.</param>
    /// <param name="choice">What the restart gets of its own.</param>
    /// <param name="timeOffsets">The content for /proc/self/timens_offsets (time_namespaces(7)) with <see cref="HuskNamespaces.Time"/>.</param>
    public static IReadOnlyList<string> Arguments(string socketPath, string token, NamespaceChoice choice, string? timeOffsets = null)
    {
        string[] arguments = [socketPath, token, string.Join(',', choice.InOrder.Select(namespaces => ((uint)namespaces).ToString(CultureInfo.InvariantCulture)))];
        return timeOffsets is null ? arguments : [.. arguments, timeOffsets];
    }
}
