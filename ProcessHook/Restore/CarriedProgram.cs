using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore;

/// <summary>An executable that is carried in this assembly and has to lie in a file before it can be run.</summary>
internal static class CarriedProgram
{
    private static readonly TimeSpan ChildStartTime = TimeSpan.FromSeconds(10);

    /// <summary>Writes the program into a private directory, unless it is there already, and returns its path.</summary>
    public static string Materialize(string directory, string fileName, byte[] executable)
    {
        var path = Path.Combine(directory, fileName);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(executable))
            return path;
        var temporary = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        }))
            file.Write(executable);
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
}
