using System.Globalization;
using Entracte.Api.Agents;
using Entracte.ProcessHook.RemoteShells;
using Mono.Unix.Native;

namespace Entracte.Node;

/// <summary>Files in the runtime directory that were being written by somebody who has died: their names end with his pid.</summary>
internal static class RuntimeLeftovers
{
    private static readonly TimeSpan UnusedAfter = TimeSpan.FromMinutes(5);

    public static void Remove(RuntimeDirectory runtime)
    {
        foreach (var file in Directory.EnumerateFiles(runtime.Path, "entracte-husk.*")
            .Concat(Directory.EnumerateFiles(runtime.Path, "entracte-front.*")).Concat(Directory.EnumerateFiles(runtime.Computations, ".*")))
        {
            if (int.TryParse(Path.GetExtension(file.AsSpan()).TrimStart('.'), CultureInfo.InvariantCulture, out var pid) && Syscall.getpgid(pid) < 0)
                File.Delete(file);
        }

        // Whoever runs one removes it; one that nobody has come to run.
        foreach (var relay in Directory.EnumerateFiles(runtime.Path, RelayProgram.FilePrefix + "*").Where(file => DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > UnusedAfter))
            File.Delete(relay);
    }
}
