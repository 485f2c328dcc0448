using Entracte.Api.Agents;
using Entracte.Api.Linux;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.Node.Fencing;

/// <summary>
/// entracte-node --fence: a process of its own that outlives the agent. When the lease of computations has run out, because the agent is dead, or cut off and hung, it stops
/// them (SIGSTOP); when the lease is renewed it lets go what it has stopped. It ends when nothing is fenced any more.
/// </summary>
internal static class FenceLoop
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public static string LockOf(RuntimeDirectory runtime) => Path.Combine(runtime.Path, "fence.lock");

    public static int Run(RuntimeDirectory runtime)
    {
        using var only = FileLock.Open(LockOf(runtime));
        if (!FileLock.TryTake(only))
            return 0;
        var file = new LeaseFile(runtime);
        var stopped = new Dictionary<string, FencedRoots>();
        while (file.Read() is { } note)
        {
            var isOver = LeaseFile.Now() >= note.EndSeconds;
            if (isOver)
            {
                foreach (var computation in note.Computations.Where(each => !stopped.ContainsKey(each.Id)))
                {
                    Tell(computation, Signum.SIGSTOP, "stopped: the lease has run out");
                    stopped[computation.Id] = computation;
                }
            }
            else
            {
                // Those that are not named any more have been killed, or are the coordinator's to let go.
                foreach (var computation in note.Computations.Where(each => stopped.ContainsKey(each.Id)))
                    Tell(computation, Signum.SIGCONT, "let go: the lease was renewed");
                stopped.Clear();
            }

            Thread.Sleep(BetweenLooks);
        }

        return 0;
    }

    private static void Tell(FencedRoots computation, Signum signal, string what)
    {
        var count = MemberSignals.Send([.. computation.Roots.Where(root => root.Lives).Select(root => root.Pid)], $"{LaunchMark.Variable}={computation.Id}", signal);
        Console.Error.WriteLine($"entracte-node: {count} processes of {computation.Id} are {what}");
    }
}
