namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>Finds out which descriptors, of whatever process, stand for one open file description.</summary>
public static class DescriptionGroups
{
    /// <summary>
    /// Descriptions that differ in what fdinfo shows cannot be one, so only the rest is sought in the kernel's own order: n log m
    /// comparisons for n descriptors of m descriptions, none at all for files that differ.
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
            // Of each description found so far one descriptor, in the kernel's order: where hundreds of processes have inherited a few, it stays short.
            var found = new List<List<(int Place, HeldDescriptor Descriptor)>>();
            foreach (var item in candidates)
            {
                var place = PlaceOf(item.Descriptor, found, order);
                if (place >= 0)
                    found[place].Add(item);
                else
                    found.Insert(~place, [item]);
            }
            groups.AddRange(found);
        }
        groups.Sort((left, right) => left[0].Place.CompareTo(right[0].Place));
        return groups.ConvertAll<IReadOnlyList<HeldDescriptor>>(group => group.ConvertAll(item => item.Descriptor));
    }

    /// <returns>Which of the groups it belongs to, or the complement of where a new one has to go: binary search.</returns>
    private static int PlaceOf(HeldDescriptor descriptor, List<List<(int Place, HeldDescriptor Descriptor)>> found, Comparison<HeldDescriptor> order)
    {
        var (low, high) = (0, found.Count - 1);
        while (low <= high)
        {
            var middle = low + (high - low) / 2;
            switch (order(found[middle][0].Descriptor, descriptor))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }
        return ~low;
    }

    /// <summary>The kernel's order, for <see cref="Find"/>.</summary>
    public static int KernelOrder(HeldDescriptor left, HeldDescriptor right)
        => Linux.Kcmp.CompareFiles(left.Member.LivingTid, left.Number, right.Member.LivingTid, right.Number);
}
