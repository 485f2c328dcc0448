using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Nodes;

/// <summary>The computations of one node and the processes that they are rooted in. A root that has ended leaves; its computation stays for its images.</summary>
internal sealed class Registrations(string node, string defaultImagesDirectory)
{
    private readonly Dictionary<string, Registration> byId = [];
    private readonly Dictionary<int, ulong> startTimes = [];
    private readonly HashSet<string> orphaned = [];

    public Registration[] All => [.. byId.Values];

    public int[] RootHostPids => [.. byId.Values.SelectMany(registration => registration.Roots).Select(root => root.HostPid)];

    /// <summary>By id, or else by name; one that lives before one that has ended.</summary>
    public Registration? Find(string target) => byId.GetValueOrDefault(target)
        ?? byId.Values.Where(registration => registration.Name == target).MaxBy(registration => registration.Roots.Length);

    /// <summary>
    /// Those whose roots here have ended, and of which others may have an image taken, or start them anew, without asking here who has outlived the roots: they have roots on other nodes as well,
    /// or a policy for the loss of this one.
    /// </summary>
    public IReadOnlyCollection<string> Orphaned => orphaned;

    public Registration? OfRoot(int hostPid) => byId.Values.FirstOrDefault(registration => registration.Roots.Any(root => root.HostPid == hostPid));

    /// <exception cref="EntracteException">The name is taken, or cannot be one.</exception>
    public Registration Add(RegisterRequest request, ProcessSighting root)
    {
        var known = request.ComputationId.Length > 0 ? byId.GetValueOrDefault(request.ComputationId) : OfRoot(root.HostPid);
        var registration = known ?? New(request, root);
        return Put(registration with { Roots = [.. registration.Roots.Where(other => other.HostPid != root.HostPid), SummaryOf(root)] }, [root]);
    }

    /// <summary>A computation whose root has ended before anybody saw it; others of it live.</summary>
    /// <exception cref="EntracteException">The name is taken, or cannot be one.</exception>
    public Registration AddRootless(RegisterRequest request, ProcessSighting member)
        => byId.GetValueOrDefault(request.ComputationId) ?? Put(New(request, member), []);

    /// <summary>A killed computation has no roots any more, whether or not somebody has waited for them.</summary>
    public void Clear(string computationId)
    {
        orphaned.Remove(computationId);
        if (byId.TryGetValue(computationId, out var registration))
            byId[computationId] = registration with { Roots = [], Nodes = [] };
    }

    /// <summary>Which nodes have roots of it, for a later coordinator.</summary>
    public void Spread(string computationId, string[] nodes)
    {
        if (!byId.TryGetValue(computationId, out var registration))
            return;
        byId[computationId] = registration with { Nodes = nodes };
        if (registration.Roots.Length == 0 && nodes.Length > 0)
            orphaned.Add(computationId);
    }

    /// <summary>Nobody has outlived its roots here.</summary>
    public void HasEnded(string computationId)
    {
        Spread(computationId, []);
        orphaned.Remove(computationId);
    }

    /// <summary>Gives a computation whose roots have all ended those as roots that have outlived them, unless they are another's by now.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Inherit(string computationId, IReadOnlyList<ProcessSighting> heirs)
    {
        var own = heirs.Where(heir => heir.ForeignUser is null && OfRoot(heir.HostPid) is null).ToArray();
        if (own.Length == 0 || byId.GetValueOrDefault(computationId) is not { Roots.Length: 0 } registration)
            return false;
        Put(registration with { Roots = [.. own.Select(SummaryOf)] }, own);
        return true;
    }

    public Registration Put(Registration registration, IEnumerable<ProcessSighting> sightings)
    {
        foreach (var sighting in sightings)
            startTimes[sighting.HostPid] = sighting.StartTimeTicks;
        orphaned.Remove(registration.ComputationId);
        return byId[registration.ComputationId] = registration;
    }

    /// <summary>
    /// Learns what roots execute now, and takes out those that have ended: those not seen, and those whose pid belongs to a later process by now. One whose start time is not known yet
    /// is not judged.
    /// </summary>
    /// <param name="asked">The pids that were looked for; roots registered since are left alone.</param>
    /// <returns>Whether anything is otherwise.</returns>
    public bool Notice(IReadOnlyCollection<int> asked, IReadOnlyList<ProcessSighting> seen)
    {
        var alive = seen.Where(sighting => startTimes.GetValueOrDefault(sighting.HostPid) == sighting.StartTimeTicks).ToDictionary(sighting => sighting.HostPid);
        var ended = asked.Where(pid => startTimes.ContainsKey(pid) && !alive.ContainsKey(pid)).ToHashSet();
        var changed = false;
        foreach (var registration in All)
        {
            // What was registered was still the command, which became the program after that.
            var left = registration.Roots.Where(root => !ended.Contains(root.HostPid))
                .Select(root => alive.GetValueOrDefault(root.HostPid) is { Command.Length: > 0 } now && now.Command != root.Command ? root with { Command = now.Command } : root).ToArray();
            if (left.SequenceEqual(registration.Roots))
                continue;
            byId[registration.ComputationId] = registration with { Roots = left };
            if (left.Length == 0 && (registration.Nodes.Length > 0 || registration.Policy.OnNodeLoss != OnNodeLoss.Wait))
                orphaned.Add(registration.ComputationId);
            changed = true;
        }

        foreach (var pid in ended)
            startTimes.Remove(pid);
        return changed;
    }

    /// <summary>The first look at restored roots. One that is not seen has ended already, before anybody could learn its start time.</summary>
    public void NoticeRestored(IReadOnlyCollection<int> asked, IReadOnlyList<ProcessSighting> seen)
    {
        foreach (var pid in asked)
            startTimes[pid] = seen.FirstOrDefault(sighting => sighting.HostPid == pid)?.StartTimeTicks ?? 0;
        Notice(asked, seen);
    }

    private Registration New(RegisterRequest request, ProcessSighting process) => new()
    {
        ComputationId = request.ComputationId.Length > 0 ? request.ComputationId : Guid.CreateVersion7().ToString("n"),
        Name = NameFor(request, process),
        ImagesDirectory = request.ImagesDirectory.Length > 0 ? Path.GetFullPath(request.ImagesDirectory) : defaultImagesDirectory,
        IntervalSeconds = request.IntervalSeconds,
        Keep = request.Keep,
        Standing = request.Standing,
        Policy = request.Policy,
        Life = request.Life,
    };

    private string NameFor(RegisterRequest request, ProcessSighting root)
    {
        if (request.Name.Length > 0)
        {
            if (!ImageName.IsValid(request.Name))
                throw Invalid($"'{request.Name}' cannot be a name: letters, digits and . _ - + @ = , : are allowed, beginning with a letter or digit");
            if (IsTaken(request.Name))
                throw new EntracteException(Failure.Of(FailureKind.Busy, $"a running computation is called {request.Name} already; choose another name"));
            return request.Name;
        }

        var program = Path.GetFileName(root.Command.Split(' ')[0]);
        var plain = new string([.. program.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')]).TrimStart('.', '_', '-');
        var name = plain.Length > 0 ? plain[..Math.Min(plain.Length, 64)] : "process";
        return IsTaken(name) ? $"{name}-{root.HostPid}" : name;
    }

    private bool IsTaken(string name) => byId.Values.Any(registration => registration.Name == name && registration.Roots.Length > 0);

    private ProcessSummary SummaryOf(ProcessSighting seen) => new()
    {
        Node = node,
        HostPid = seen.HostPid,
        Pid = seen.Pid,
        ParentPid = seen.ParentPid,
        ThreadCount = seen.ThreadCount,
        Command = seen.Command,
        MemoryBytes = seen.MemoryBytes,
    };

    private static EntracteException Invalid(string reason) => new(Failure.Of(FailureKind.Invalid, reason));
}
