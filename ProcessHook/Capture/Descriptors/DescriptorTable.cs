using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>Reads the descriptor table of a stopped process from outside.</summary>
public static class DescriptorTable
{
    /// <returns>All descriptors that are the process's own, ascending; none where they are read elsewhere.</returns>
    public static IReadOnlyList<HeldDescriptor> Read(DescriptorSource member)
    {
        var held = new List<HeldDescriptor>();
        if (member.IsElsewhere)
            return held;
        foreach (var number in ProcFile.NumbersIn($"/proc/{member.LivingTid}/fd"))
        {
            if (!member.Hidden.Contains(number))
                held.Add(ReadOne(member, number));
        }
        held.Sort((left, right) => left.Number.CompareTo(right.Number));
        return held;
    }

    public static HeldDescriptor ReadOne(DescriptorSource member, int number)
    {
        var link = Link.Read($"/proc/{member.LivingTid}/fd/{number}");
        return new HeldDescriptor(member, number, link, DescriptorInfo.Parse(ProcFile.ReadText($"/proc/{member.LivingTid}/fdinfo/{number}")));
    }
}
