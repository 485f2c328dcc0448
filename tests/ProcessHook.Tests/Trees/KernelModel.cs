namespace Entracte.ProcessHook.Tests.Trees;

/// <summary>What Linux does with parents, sessions and process groups (fork(2), setsid(2), setpgid(2), exit(2)), and what it refuses. Process 0 stands for init.</summary>
internal sealed class KernelModel
{
    private readonly Dictionary<int, Entry> processes = new() { [0] = new Entry { Lives = true } };

    public IEnumerable<int> Living => processes.Where(process => process.Value.Lives && process.Key != 0).Select(process => process.Key);

    public IEnumerable<int> All => processes.Keys.Where(pid => pid != 0);

    public (int Parent, int Session, int Group) this[int pid] => (processes[pid].Parent, processes[pid].Session, processes[pid].Group);

    public bool AdoptsOrphans(int pid) => processes[pid].AdoptsOrphans;

    public void Adopt(int pid, bool isOn) => processes[pid].AdoptsOrphans = isOn;

    public void Fork(int parent, int child)
    {
        var from = processes[parent];
        Assert.True(from.Lives, $"{parent} is dead and bears {child}");
        Assert.True(processes.TryAdd(child, new Entry { Parent = parent, Session = from.Session, Group = from.Group, Lives = true }), $"pid {child} is taken");
    }

    public bool TrySetSession(int pid)
    {
        if (processes.Values.Any(other => other.Group == pid))
            return false;
        (processes[pid].Session, processes[pid].Group) = (pid, pid);
        return true;
    }

    public bool TrySetGroup(int pid, int group)
    {
        var process = processes[pid];
        if (process.Session == pid || (group != pid && !processes.Values.Any(other => other.Group == group && other.Session == process.Session)))
            return false;
        process.Group = group;
        return true;
    }

    /// <summary>Its children go to the nearest ancestor who adopts; init forgets those that have ended.</summary>
    public void End(int pid)
    {
        processes[pid].Lives = false;
        var adopter = processes[pid].Parent;
        while (adopter != 0 && !processes[adopter].AdoptsOrphans)
            adopter = processes[adopter].Parent;
        foreach (var (child, entry) in processes.Where(process => process.Value.Parent == pid && process.Key != 0).ToList())
        {
            entry.Parent = adopter;
            if (!entry.Lives && adopter == 0)
                processes.Remove(child);
        }
        if (processes[pid].Parent == 0)
            processes.Remove(pid);
    }

    /// <summary>wait(2).</summary>
    public void Forget(int pid) => processes.Remove(pid);

    private sealed class Entry
    {
        public int Parent { get; set; }
        public int Session { get; set; }
        public int Group { get; set; }
        public bool AdoptsOrphans { get; set; }
        public bool Lives { get; set; }
    }
}
