namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>
/// How a tree of processes is grown so that everybody has his parent, session and group. Decides only; a test walks the steps through a model of the kernel.
///
/// A session is inherited at birth, and entered by setsid(2) only once. So each process has a session that it must be born in:
///
/// | the process                                       | is born                                                                  |
/// |---------------------------------------------------|--------------------------------------------------------------------------|
/// | shares its parent's session                       | by its parent, after that has made or inherited it                       |
/// | leads its own                                     | by its parent, as early as its own older children need                   |
/// | is in the session that its parent was born in     | by its parent, before that makes its own                                 |
/// | is in any other: it was orphaned and then adopted | by a passing child of that session's leader, whose end makes it an orphan  |
///
/// A leader that has died lives again for as long as that takes, and so does the leader of a group.
/// </summary>
public sealed class TreePlan
{
    private const int Keeper = 0;

    private readonly Dictionary<int, TreeNode> nodes;
    private readonly ILookup<int, TreeNode> children;
    private readonly Dictionary<int, int?> sessionsAtBirth = [];
    private readonly Dictionary<int, int> parents = [];
    private readonly List<TreeStep> growth = [];
    private readonly List<TreeStep> farewells = [];
    private readonly List<TreeNode> orphans = [];
    private int unusedPid;

    private TreePlan(IReadOnlyList<TreeNode> tree, IEnumerable<int> otherIds)
    {
        nodes = tree.ToDictionary(node => node.Pid);
        children = tree.ToLookup(node => nodes.ContainsKey(node.Parent) ? node.Parent : Keeper);
        unusedPid = tree.SelectMany(node => new[] { node.Pid, node.Session, node.Group }).Concat(otherIds).Append(1).Max() + 1;
    }

    /// <summary>After these everybody is where he belongs, and so are some who only pass.</summary>
    public IReadOnlyList<TreeStep> Growth => growth;

    /// <summary>After these as well, only the tree is left.</summary>
    public IReadOnlyList<TreeStep> Farewells => farewells;

    /// <param name="tree">The processes, zombies among them.</param>
    /// <param name="otherIds">Ids that passing processes must not use, such as those of threads.</param>
    /// <exception cref="ObstaclesException">No order of births leads there.</exception>
    public static TreePlan Of(IReadOnlyList<TreeNode> tree, IEnumerable<int> otherIds)
    {
        var plan = new TreePlan(tree, otherIds);
        foreach (var root in plan.children[Keeper])
            plan.GrowOrPostpone(root, Keeper, session: 0);
        while (plan.orphans.Count > 0)
            plan.BearOrphan();
        plan.JoinGroups();
        return plan;
    }

    private void GrowOrPostpone(TreeNode node, int parent, int session)
    {
        if (SessionAtBirth(node) is { } needed && needed != session)
            orphans.Add(node);
        else
            Grow(node, parent, session);
    }

    /// <param name="node">Who is born.</param>
    /// <param name="parent">By whom.</param>
    /// <param name="session">In which the parent is now.</param>
    private void Grow(TreeNode node, int parent, int session)
    {
        Bear(parent, node.Pid, isPassing: false);
        var later = children[node.Pid].ToList();
        if (node.Session == node.Pid)
        {
            foreach (var child in later.FindAll(child => SessionAtBirth(child) == session))
            {
                Grow(child, node.Pid, session);
                later.Remove(child);
            }
            growth.Add(new TreeStep.LeadSession(node.Pid));
        }
        foreach (var child in later)
            GrowOrPostpone(child, node.Pid, node.Session);
    }

    /// <summary>The session that it must be born in; null where any will do. An adopted child of a leader says nothing about what that leader was born in.</summary>
    private int? SessionAtBirth(TreeNode node)
    {
        if (!sessionsAtBirth.TryGetValue(node.Pid, out var session))
        {
            session = node.Session != node.Pid ? node.Session
                : node.AdoptsOrphans ? null
                : children[node.Pid].Select(SessionAtBirth).FirstOrDefault(inherited => inherited is not null && inherited != node.Pid);
            sessionsAtBirth.Add(node.Pid, session);
        }
        return session;
    }

    private void BearOrphan()
    {
        var orphan = orphans.Find(CanBeBorn) ?? ReviveLeader();
        orphans.Remove(orphan);
        var session = SessionAtBirth(orphan)!.Value;
        var adopter = ParentOf(orphan);
        var passer = unusedPid++;
        Bear(session, passer, isPassing: true);
        Grow(orphan, passer, session);
        parents[orphan.Pid] = adopter;
        if (adopter != Keeper)
            growth.Add(new TreeStep.AdoptOrphans(adopter, IsOn: true));
        growth.Add(new TreeStep.Pass(passer, session));
        if (adopter != Keeper)
            growth.Add(new TreeStep.AdoptOrphans(adopter, IsOn: false));
    }

    /// <summary>Orphans are adopted by an ancestor, so that the leader of their session must descend from him.</summary>
    private bool CanBeBorn(TreeNode orphan) => SessionAtBirth(orphan) is { } session && Descends(session, ParentOf(orphan));

    private bool Descends(int pid, int ancestor)
    {
        for (var current = pid; current != Keeper; current = parents[current])
        {
            if (!parents.ContainsKey(current))
                return false;
            if (parents[current] == ancestor)
                return true;
        }
        return ancestor == Keeper;
    }

    /// <returns>An orphan that can be born now.</returns>
    private TreeNode ReviveLeader()
    {
        var orphan = orphans.Where(candidate => SessionAtBirth(candidate) is > 0 and var session && !nodes.ContainsKey(session) && !parents.ContainsKey(session) && IsThere(ParentOf(candidate)))
            .MaxBy(ParentOf)
            ?? throw new ObstaclesException("the tree of processes cannot be grown again", [.. orphans.Select(Explain)]);
        var leader = SessionAtBirth(orphan)!.Value;
        Bear(ParentOf(orphan), leader, isPassing: true);
        growth.Add(new TreeStep.LeadSession(leader));
        farewells.Insert(0, new TreeStep.Pass(leader, ParentOf(orphan)));
        return orphan;
    }

    /// <summary>First all groups are founded, also by those who have moved on since; then everybody enters his, founders last: a group that nobody is in is gone.</summary>
    private void JoinGroups()
    {
        var movable = nodes.Values.Where(node => node.Session != node.Pid && node.Group != 0).ToList();
        foreach (var members in movable.GroupBy(node => node.Group))
        {
            var founder = members.Key;
            if (nodes.TryGetValue(founder, out var leader) ? leader.Session == founder : parents.ContainsKey(founder))
                continue; // who leads a session leads its first group as well
            if (leader is null)
            {
                Bear(members.First().Pid, founder, isPassing: true);
                farewells.Insert(0, new TreeStep.Pass(founder, members.First().Pid));
            }
            growth.Add(new TreeStep.JoinGroup(founder, founder));
        }
        var founders = movable.Select(node => node.Group).ToHashSet();
        foreach (var node in movable.Where(node => node.Group != node.Pid && node.Group != node.Session).OrderBy(node => founders.Contains(node.Pid)))
            growth.Add(new TreeStep.JoinGroup(node.Pid, node.Group));
    }

    private void Bear(int parent, int child, bool isPassing)
    {
        growth.Add(new TreeStep.Bear(parent, child, isPassing));
        parents.Add(child, parent);
    }

    private bool IsThere(int pid) => pid == Keeper || parents.ContainsKey(pid);

    private int ParentOf(TreeNode node) => nodes.ContainsKey(node.Parent) ? node.Parent : Keeper;

    private static Obstacle Explain(TreeNode orphan)
        => new(orphan.Pid, null, $"It is a child of process {orphan.Parent}, but in session {orphan.Session}, which does not descend from that.", "End it, or start it in another way.");
}
