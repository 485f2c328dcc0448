using Entracte.ImageFormat.Files;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.SystemV;

/// <summary>Fills a segment that is attached in a husk: no descriptor leads to it.</summary>
internal static class SegmentContent
{
    public static void Read(HuskServer husk, ProcessFileReader part, ulong id, ulong start)
    {
        var remote = husk.SendDescriptors(part.File)[0];
        foreach (var run in part.RawRuns(id))
            husk.ReadPages(remote, run.FileOffset, [new PageRun(start + run.Address, (ulong)run.LengthBytes)]);
        var closing = new SyscallBatch();
        closing.Add(SystemCall.close, remote);
        husk.Run(closing).ThrowIfAnyFailed();
        foreach (var extent in part.ExtentsOf(id))
        {
            if (part.IsRaw(extent))
                continue;
            var bytes = new byte[extent.LengthBytes];
            part.Read(extent, bytes);
            ProcessVm.Write(husk.HostPid, start + extent.Address, bytes);
        }
    }
}
