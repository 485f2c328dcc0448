namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>Finds out which descriptors, of whatever process, stand for one open file description.</summary>
public static class DescriptionGroups
{
    /// <summary>
    /// Descriptions that differ in what fdinfo shows cannot be one, so only the rest is sorted by the kernel's own order: n log n
    /// comparisons in the worst case, none at all for files that differ.
    /// </summary>
    /// <param name="held">The descriptors of all processes; the order decides who leads.</param>
    /// <param name="order">Zero for one description, otherwise which comes first: kcmp(2).</param>
    /// <returns>Groups in the order of their first members; in each the members in the given order, the leader first.</returns>
    public static IReadOnlyList<IReadOnlyList<HeldDescriptor>> Find(IReadOnlyList<HeldDescriptor> held, Comparison<HeldDescriptor> order)
    {
        var groups = new List<List<(int Place, HeldDescriptor Descriptor)>>();
        var alike = held.Select((descriptor, place) => (Place: place, Descriptor: descriptor))
            .GroupBy(item => (item.Descriptor.Link, item.Descriptor.Info.Position, item.Descriptor.Info.StatusFlags, item.Descriptor.Info.MountId, item.Descriptor.Info.Inode));
        foreach (var candidates in alike)
        {
            var sorted = candidates.ToList();
            if (sorted.Count > 1)
                sorted.Sort((left, right) => order(left.Descriptor, right.Descriptor) is not 0 and var result ? result : left.Place.CompareTo(right.Place));
            for (var index = 0; index < sorted.Count; index++)
            {
                if (index == 0 || order(sorted[index - 1].Descriptor, sorted[index].Descriptor) != 0)
                    groups.Add([]);
                groups[^1].Add(sorted[index]);
            }
        }
        groups.Sort((left, right) => left[0].Place.CompareTo(right[0].Place));
        return groups.ConvertAll<IReadOnlyList<HeldDescriptor>>(group => group.ConvertAll(item => item.Descriptor));
    }

    /// <summary>The kernel's order, for <see cref="Find"/>.</summary>
    public static int KernelOrder(HeldDescriptor left, HeldDescriptor right)
        => Linux.Kcmp.CompareFiles(left.Member.HostPid, left.Number, right.Member.HostPid, right.Number);
}
