using System.Globalization;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>Reads the descriptor table of a stopped process from outside.</summary>
public static class DescriptorTable
{
    /// <returns>All descriptors that are the process's own, ascending.</returns>
    public static IReadOnlyList<HeldDescriptor> Read(DescriptorSource member)
    {
        var held = new List<HeldDescriptor>();
        foreach (var entry in Directory.EnumerateFileSystemEntries($"/proc/{member.HostPid}/fd"))
        {
            var number = int.Parse(Path.GetFileName(entry.AsSpan()), CultureInfo.InvariantCulture);
            if (member.Hidden.Contains(number))
                continue;
            held.Add(ReadOne(member, number));
        }
        held.Sort((left, right) => left.Number.CompareTo(right.Number));
        return held;
    }

    public static HeldDescriptor ReadOne(DescriptorSource member, int number)
    {
        var link = new FileInfo($"/proc/{member.HostPid}/fd/{number}").LinkTarget ?? throw new InvalidOperationException($"/proc/{member.HostPid}/fd/{number} is not a link");
        return new HeldDescriptor(member, number, link, DescriptorInfo.Parse(File.ReadAllText($"/proc/{member.HostPid}/fdinfo/{number}")));
    }
}
