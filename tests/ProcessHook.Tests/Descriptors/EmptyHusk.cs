using System.Diagnostics;
using Entracte.ProcessHook.Restore;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>A namespace of its own with a keeper and one husk; all of it ends with the test.</summary>
internal sealed class EmptyHusk : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("entracte-husk-").FullName;
    private readonly HuskListener listener;
    private readonly Process outer;

    public EmptyHusk(params int[] pids)
    {
        listener = new HuskListener(Path.Combine(folder, "husk.sock"));
        var token = Guid.NewGuid().ToString("N");
        var arrival = listener.AcceptAsync(token, CancellationToken.None);
        var namespaces = new NamespaceChoice(NamespaceChoice.Own);
        Forks.AwaitBegun();
        outer = Forks.Start(new ProcessStartInfo(HuskProgram.Materialize(folder), HuskProgram.Arguments(listener.SocketPath, token, namespaces))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        });
        if (!arrival.Wait(TimeSpan.FromSeconds(30)))
        {
            var seen = MissingHusk.Explain(outer);
            outer.Kill();
            End();
            throw new TimeoutException($"no husk came: {seen}");
        }

        Keeper = arrival.Result;
        Servers = [.. pids.Select(pid => Keeper.CloneProcess(pid, 0, 17))];
    }

    public HuskServer Keeper { get; }

    public IReadOnlyList<HuskServer> Servers { get; }

    public void Dispose()
    {
        foreach (var server in Servers)
            server.Dispose();
        Keeper.Dispose();
        End();
    }

    private void End()
    {
        outer.WaitForExit();
        outer.Dispose();
        listener.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
