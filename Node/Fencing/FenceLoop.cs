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
        var notes = new FenceNotes(runtime);
        // One that was killed has left to us what it had stopped.
        var stopped = notes.Fence.Read() ?? new FenceNote(0, []);
        while (notes.Lease.Read() is { } note)
        {
            if (FenceNotes.Now() >= note.EndSeconds)
            {
                foreach (var computation in note.Computations.Where(each => !stopped.Held.Contains(each.Id)))
                {
                    // Told before it is done: what is being cut is not whole from then on.
                    Note(stopped = new FenceNote(stopped.Stops + 1, [.. stopped.Held, computation.Id]));
                    Tell(computation, Signum.SIGSTOP, "stopped: the lease has run out");
                }
            }
            else if (stopped.Held.Count > 0)
            {
                // Those that are not named any more have been killed, or are the coordinator's to let go.
                foreach (var computation in note.Computations.Where(each => stopped.Held.Contains(each.Id)))
                    Tell(computation, Signum.SIGCONT, "let go: the lease was renewed");
                Note(stopped = stopped with { Held = [] });
            }

            Thread.Sleep(BetweenLooks);
        }

        Note(stopped with { Held = [] });
        return 0;

        void Note(FenceNote note)
        {
            try
            {
                notes.Fence.Write(note);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // To stop is what matters most.
                Console.Error.WriteLine($"entracte-node: whom the fence has stopped cannot be written down: {failure.Message}");
            }
        }
    }

    private static void Tell(FencedRoots computation, Signum signal, string what)
    {
        var count = MemberSignals.Send([.. computation.Roots.Where(root => root.Lives).Select(root => root.Pid)], $"{LaunchMark.Variable}={computation.Id}", signal);
        Console.Error.WriteLine($"entracte-node: {count} processes of {computation.Id} are {what}");
    }
}
