using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>Fills the mappings of a husk from its image file, and verifies on the way what it fills them with.</summary>
/// <param name="workers">How many processors may be at it.</param>
internal sealed class PageReader(HuskServer husk, ProcessFileReader part, BatchRunner runner, int workers)
{
    public void ReadAll()
    {
        var closed = FindWriteProtected();
        foreach (var (mapping, start, end) in closed)
            Protect(start, end, mapping.Protection | MappingFlags.PROT_READ | MappingFlags.PROT_WRITE);
        runner.Send(); // with all that has been collected before
        RawPages.Fill(husk.HostPid, part, workers);
        ReadPacked();
        foreach (var (mapping, start, end) in closed)
            Protect(start, end, mapping.Protection);
    }

    private void ReadPacked()
    {
        var buffer = Array.Empty<byte>();
        foreach (var extent in part.ExtentsOf(0))
        {
            if (part.IsRaw(extent))
                continue;
            if (buffer.Length < extent.LengthBytes)
                buffer = new byte[extent.LengthBytes];
            var bytes = buffer.AsSpan(0, (int)extent.LengthBytes);
            part.Read(extent, bytes);
            ProcessVm.Write(husk.HostPid, extent.Address, bytes);
        }
    }

    /// <summary>The stretches that hold pages of the process's own but cannot be written as they are: relocated constants, code with breakpoints, hidden memory.</summary>
    private List<(MappingRecord Mapping, ulong Start, ulong End)> FindWriteProtected()
    {
        var found = new List<(MappingRecord Mapping, ulong Start, ulong End)>();
        var mappings = part.Record.Mappings;
        var index = 0;
        foreach (var extent in part.ExtentsOf(0))
        {
            var extentEnd = extent.Address + (ulong)extent.LengthBytes;
            while (index < mappings.Length && mappings[index].Address + mappings[index].LengthBytes <= extent.Address)
                index++;
            for (var next = index; next < mappings.Length && mappings[next].Address < extentEnd; next++)
            {
                var mapping = mappings[next];
                if ((mapping.Protection & MappingFlags.PROT_WRITE) != 0)
                    continue;
                var start = Math.Max(extent.Address, mapping.Address);
                var end = Math.Min(extentEnd, mapping.Address + mapping.LengthBytes);
                if (found is [.., var last] && ReferenceEquals(last.Mapping, mapping))
                    found[^1] = last with { End = end };
                else
                    found.Add((mapping, start, end));
            }
        }
        return found;
    }

    private void Protect(ulong start, ulong end, int protection)
    {
        runner.Begin();
        runner.Add($"protecting memory at 0x{start:x}", SystemCall.mprotect, start, end - start, protection);
    }
}
