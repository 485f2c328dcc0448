namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>One step on the way to a tree.</summary>
public abstract record TreeStep
{
    /// <summary>The parent, or 0 for the keeper, makes a child with this pid: one of the tree, or a passing one.</summary>
    public sealed record Bear(int Parent, int Child, bool IsPassing) : TreeStep;

    /// <summary>setsid(2).</summary>
    public sealed record LeadSession(int Pid) : TreeStep;

    /// <summary>setpgid(2).</summary>
    public sealed record JoinGroup(int Pid, int Group) : TreeStep;

    /// <summary>PR_SET_CHILD_SUBREAPER, for a moment.</summary>
    public sealed record AdoptOrphans(int Pid, bool IsOn) : TreeStep;

    /// <summary>A passing process ends and is forgotten by its parent; its children become orphans.</summary>
    public sealed record Pass(int Pid, int Parent) : TreeStep;
}
