using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.DoomedTracer;

/// <summary>What a node agent does for one checkpoint, in its order, with a place to die after each step.</summary>
internal static class DoomedCheckpoint
{
    public const string Name = "doomed";

    public static void Run(TracerThreads tracers, int pid, string place, string? fatal)
    {
        var store = new DirectoryImageStore(place);
        while (true)
        {
            Take(tracers, pid, store, point => DieAt(point, fatal));
            Console.WriteLine("committed");
        }
    }

    private static void Take(TracerThreads tracers, int pid, DirectoryImageStore store, Action<string> reached)
    {
        using var image = store.Begin(Name);
        reached("begun");
        using var cut = new Cut(tracers, new CutOptions { Roots = [pid] });
        var members = cut.Suspend();
        reached("suspended");
        cut.TakeInventory();
        reached("inventory-taken");
        cut.Drain();
        reached("drained");
        var parts = members.Select(member => (Member: member, Writer: image.CreatePart(member.Pid))).ToArray();
        reached("parts-created");
        var written = parts.Select(part => (part.Member, part.Writer, Part: cut.Write(part.Member.HostPid, part.Writer))).ToArray();
        reached("written");
        cut.Refill();
        reached("refilled");
        cut.Resume();
        reached("resumed");
        foreach (var part in written)
            part.Part.Complete(part.Writer);
        reached("completed");
        image.Commit(new InventoryRecord { ComputationId = Name, Parts = [.. members.Select(member => new PartRecord { Pid = member.Pid })] });
        reached("committed");
        store.KeepNewest(Name, 2);
        reached("pruned");
    }

    private static void DieAt(string point, string? fatal)
    {
        if (point == fatal)
            Syscall.kill(Environment.ProcessId, Signum.SIGKILL);
    }
}
