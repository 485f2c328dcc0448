using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>[vdso], [vvar] and [vvar_vclock]: the husk's own ones are carried along and end where the image has them; nothing else could stand in for them.</summary>
internal sealed class KernelMappings(IReadOnlyList<MemoryArea> own, ulong refuge)
{
    private const int MREMAP_MAYMOVE_FIXED = 3;
    private readonly Dictionary<string, (ulong Address, ulong LengthBytes)> places = [];

    public static bool Is(MemoryArea area) => area.Name is "[vdso]" or "[vvar]" or "[vvar_vclock]";

    /// <summary>The room that <see cref="Save"/> needs at the refuge.</summary>
    public static ulong LengthBytesOf(IReadOnlyList<MemoryArea> own) => own.Where(Is).Aggregate(0UL, (sum, area) => sum + area.LengthBytes);

    /// <summary>Brings them to the refuge, one behind the other.</summary>
    public void Save(BatchRunner runner)
    {
        var to = refuge;
        foreach (var area in own.Where(Is))
        {
            Move(runner, area.Name, area.Start, area.LengthBytes, to);
            to += area.LengthBytes;
        }
    }

    /// <summary>Brings them to where the image has them; what it has not is unmapped.</summary>
    public void Place(BatchRunner runner, IEnumerable<MappingRecord> mappings)
    {
        foreach (var mapping in mappings.Where(mapping => mapping.Kind == MappingKind.Kernel))
        {
            if (!places.Remove(mapping.Name, out var place) || place.LengthBytes != mapping.LengthBytes)
                throw new InvalidOperationException($"this kernel has no {mapping.Name} of {mapping.LengthBytes} bytes");
            Move(runner, mapping.Name, place.Address, place.LengthBytes, mapping.Address);
        }
        foreach (var (name, place) in places.Where(place => place.Value.Address >= refuge && place.Value.Address < refuge + LengthBytesOf(own)).ToArray())
            runner.Add($"unmapping {name}", SystemCall.munmap, place.Address, place.LengthBytes);
    }

    private void Move(BatchRunner runner, string name, ulong from, ulong lengthBytes, ulong to)
    {
        runner.Begin();
        runner.Add($"moving {name}", SystemCall.mremap, from, lengthBytes, lengthBytes, MREMAP_MAYMOVE_FIXED, to);
        places[name] = (to, lengthBytes);
    }
}
