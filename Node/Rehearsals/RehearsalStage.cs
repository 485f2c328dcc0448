using System.Globalization;
using System.Text;
using Entracte.Api.Agents;
using Mono.Unix.Native;

namespace Entracte.Node.Rehearsals;

/// <summary>Where the rehearsal takes place. Whatever takes part in it has this directory in its command line, and is ended by that, also when the agent that began it has died.</summary>
internal sealed class RehearsalStage(RuntimeDirectory runtime)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Short, because a unix socket lies in it.
    public string Path { get; } = System.IO.Path.Combine(runtime.Path, "dry");

    /// <summary>Of the throw-away program.</summary>
    public string ProgramPath => System.IO.Path.Combine(Path, "program");

    public void SetUp()
    {
        Clear();
        Directory.CreateDirectory(Path, OwnerOnly);
        Directory.CreateDirectory(ProgramPath, OwnerOnly);
    }

    public void Clear()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(System.IO.Path.GetFileName(process.AsSpan()), CultureInfo.InvariantCulture, out var pid) && TakesPart(process))
                _ = Syscall.kill(pid, Signum.SIGKILL);
        }
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private bool TakesPart(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(process + "/cmdline")).Contains(Path + "/", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // ended meanwhile, or somebody else's
        }
    }
}
