using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>All processes of a host as a control group, see cgroups(7): it can be frozen, which no process of it notices, and killed at once.</summary>
internal sealed class HostGroup : IDisposable
{
    private static int serial;
    private readonly string folder;

    public HostGroup()
    {
        folder = Path.Combine(Root() ?? throw new HarnessException("no cgroup2 file system"), $"entracte-{Environment.ProcessId}-{Interlocked.Increment(ref serial)}");
        Directory.CreateDirectory(folder);
    }

    public IEnumerable<int> Pids => File.ReadAllLines(Path.Combine(folder, "cgroup.procs")).Select(int.Parse).Where(pid => pid > 0);

    public bool IsFrozen => File.ReadAllText(Path.Combine(folder, "cgroup.events")).Contains("frozen 1", StringComparison.Ordinal);

    /// <summary>Where the cgroup2 file system is mounted; null: nowhere.</summary>
    public static string? Root() => File.ReadAllLines("/proc/mounts").Select(line => line.Split(' ')).FirstOrDefault(words => words[2] == "cgroup2")?[1];

    /// <summary>Takes in all processes in the network namespace of this one, and with them what they start later.</summary>
    public void Gather(int pid)
    {
        var network = NetworkOf(pid) ?? throw new HarnessException($"process {pid} has ended");
        for (var strangers = -1; strangers != 0;)
        {
            var own = Pids.ToHashSet();
            var found = Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var number) ? number : 0)
                .Where(number => number > 0 && !own.Contains(number) && ProcessTable.Lives(number) && NetworkOf(number) == network).ToList();
            strangers = found.Count;
            found.ForEach(Add);
        }
    }

    public void Freeze() => Write("cgroup.freeze", "1");

    public void Thaw() => Write("cgroup.freeze", "0");

    public void Kill()
    {
        Write("cgroup.kill", "1");
        Waiting.Until("the end of all processes of a host", () => !Pids.Any());
    }

    public void Dispose()
    {
        if (!Directory.Exists(folder))
            return;
        Thaw();
        Kill();
        Waiting.Until("the end of a control group", IsRemoved);
    }

    /// <summary>It takes a moment until the kernel has forgotten who was in it.</summary>
    private bool IsRemoved()
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string? NetworkOf(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/ns/net", returnFinalTarget: false)?.Name;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;        // gone meanwhile, or none of ours
        }
    }

    private void Add(int pid)
    {
        try
        {
            Write("cgroup.procs", $"{pid}");
        }
        catch (IOException) when (!ProcessTable.Lives(pid))
        {
            // Gone meanwhile: nobody to take in.
        }
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);
}
