using System.Globalization;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Inspection;

/// <summary>An inventory in tables.</summary>
internal static class InventoryTables
{
    public static IEnumerable<DescribedTable> Of(InventoryRecord inventory)
    {
        yield return new DescribedTable($"{inventory.Name}, generation {inventory.Generation}", [],
        [
            ["computation", inventory.ComputationId],
            ["taken", DateTimeOffset.FromUnixTimeMilliseconds(inventory.CreatedUnixMilliseconds).ToString("u", CultureInfo.InvariantCulture)],
            // With a checkpoint that ends it, it does not go on after the inventory has been written.
            ["stood still", inventory.PauseMicroseconds == 0 ? "until it was ended" : Quantity.OfMicroseconds(inventory.PauseMicroseconds)],
            ["parent", inventory.ParentGeneration?.ToString(CultureInfo.InvariantCulture) ?? "none, the image stands alone"],
        ]);
        yield return new DescribedTable("Processes", ["pid", "parent", "command", "threads", "memory", "file", "length", "node"],
            [.. inventory.Parts.Select(part => (IReadOnlyList<string>)
            [
                $"{part.Pid}", $"{part.ParentPid}", part.Command, $"{part.ThreadCount}", Quantity.OfBytes(part.MemoryBytes), part.FileName,
                Quantity.OfBytes(part.LengthBytes), part.Node,
            ])]);
        if (inventory.Hosts.Length > 0)
        {
            yield return new DescribedTable("Hosts", ["node", "host", "kernel", "architecture", "user", "written by"],
                [.. inventory.Hosts.Select(host => (IReadOnlyList<string>)[host.Node, host.HostName, host.KernelRelease, host.Architecture, $"{host.UserName} ({host.UserId})", host.WrittenBy])]);
        }
        if (inventory.Phases.Length > 0)
        {
            yield return new DescribedTable("Phases", ["phase", "took"],
                [.. inventory.Phases.Select(phase => (IReadOnlyList<string>)[phase.Name, Quantity.OfMicroseconds(phase.DurationMicroseconds)])]);
        }
    }
}
