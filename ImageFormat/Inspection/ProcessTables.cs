using System.Globalization;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Inspection;

/// <summary>A process file in tables.</summary>
internal static class ProcessTables
{
    public static IEnumerable<DescribedTable> Of(ProcessFileRecord file)
    {
        yield return Summary(file);
        yield return new DescribedTable($"Threads of {file.Process.Pid}", ["tid", "name", "system call", "alternate stack"],
            [.. Ended(file), .. file.Threads.Select(thread => (IReadOnlyList<string>)[$"{thread.Tid}", thread.Name, SystemCallOf(thread), Quantity.OfBytes((long)thread.AlternateStackSizeBytes)])]);
        yield return new DescribedTable($"Descriptors of {file.Process.Pid}", ["number", "kind", "what", "flags"], [.. Descriptors(file)]);
        yield return new DescribedTable($"Memory of {file.Process.Pid}", ["address", "length", "stored", "rights", "kind", "name"], [.. Mappings(file)]);
        if (file.SharedMemories.Length > 0)
        {
            yield return new DescribedTable($"Memory objects of {file.Process.Pid}", ["id", "kind", "name", "length", "stored"],
                [.. file.SharedMemories.Select(memory => (IReadOnlyList<string>)
                [
                    $"{memory.Id:x}", $"{memory.Kind}", memory.Name, Quantity.OfBytes((long)memory.LengthBytes), Quantity.OfBytes(StoredBytes(file, memory.Id)),
                ])]);
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Ended(ProcessFileRecord file)
        => file.Process.EndedMainThread is { } main ? [[$"{file.Process.Pid}", main.Name, "has ended", ""]] : [];

    private static DescribedTable Summary(ProcessFileRecord file)
    {
        var process = file.Process;
        return new DescribedTable($"Process {process.Pid}", [],
        [
            ["command", process.CommandLine],
            ["parent, group, session", $"{process.ParentPid}, {process.ProcessGroup}, {process.Session}"],
            ["directory", process.WorkingDirectory],
            ["memory stored", Quantity.OfBytes(StoredBytes(file, 0))],
            ["in parent image", Quantity.OfBytes(file.Extents.Where(extent => extent.Encoding == ExtentEncoding.InParent).Sum(extent => extent.LengthBytes))],
            ["threads, mappings, descriptors", $"{file.Threads.Length}, {file.Mappings.Length}, {(process.SharesDescriptors ? "those of its parent" : file.Descriptors.Length)}"],
            ["machine", $"{process.Machine.Architecture}, Linux {process.Machine.KernelRelease}"],
        ]);
    }

    private static IEnumerable<IReadOnlyList<string>> Descriptors(ProcessFileRecord file)
    {
        var openFiles = file.OpenFiles.DistinctBy(open => open.OpenFileId).ToDictionary(open => open.OpenFileId);
        foreach (var descriptor in file.Descriptors)
        {
            var open = openFiles.GetValueOrDefault(descriptor.OpenFileId);
            yield return
            [
                $"{descriptor.Number}", open is null ? "of another process" : KindOf(open), open?.Link ?? $"open file {descriptor.OpenFileId:x}",
                $"{(open is null ? "" : $"0x{open.StatusFlags:x}")}{(descriptor.CloseOnExec ? " close-on-exec" : "")}",
            ];
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Mappings(ProcessFileRecord file)
    {
        var extents = file.Extents.Where(extent => extent.ObjectId == 0).ToArray();
        var next = 0;
        foreach (var mapping in file.Mappings.OrderBy(mapping => mapping.Address))
        {
            var end = mapping.Address + mapping.LengthBytes;
            var stored = 0L;
            for (; next < extents.Length && extents[next].Address < end; next++)
                stored += extents[next].LengthBytes;
            yield return [$"{mapping.Address:x}", Quantity.OfBytes((long)mapping.LengthBytes), Quantity.OfBytes(stored), Rights(mapping.Protection), $"{mapping.Kind}", mapping.Name];
        }
    }

    private static string Rights(int protection)
        => $"{((protection & 1) != 0 ? 'r' : '-')}{((protection & 2) != 0 ? 'w' : '-')}{((protection & 4) != 0 ? 'x' : '-')}";

    private static string KindOf(OpenFileRecord open)
    {
        var name = open.GetType().Name;
        return name.EndsWith("Record", StringComparison.Ordinal) ? name[..^"Record".Length] : name;
    }

    /// <summary>The number that orig_rax holds (the sixteenth of the registers); negative where the thread was in no system call.</summary>
    private static string SystemCallOf(ThreadRecord thread)
        => thread.Registers.Length < 128 || BitConverter.ToInt64(thread.Registers, 120) is var number && number < 0
            ? "none"
            : number.ToString(CultureInfo.InvariantCulture);

    private static long StoredBytes(ProcessFileRecord file, ulong objectId)
        => file.Extents.Where(extent => extent.ObjectId == objectId && extent.Encoding != ExtentEncoding.InParent).Sum(extent => extent.LengthBytes);
}
