namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>
/// Which System V objects belong to a computation. No descriptor leads to them, so it is told by their traces. The first line that fits decides:
///
/// | what is seen                                                            | taken |
/// |-------------------------------------------------------------------------|-------|
/// | the computation has an IPC namespace of its own, as after a restart     | yes   |
/// | a member has attached it, or waits in it                                | yes   |
/// | the kernel names a member as its creator or last user, who may use it   | yes   |
/// | made by a user of the computation, and nobody whom the kernel names lives | yes |
/// | else: somebody else's                                                   | no    |
///
/// Pids are used again: who may not use an object at all is somebody else than who had that pid when it was made.
/// What is taken too many costs a few bytes and disturbs nobody in the restored namespace; what is missing would.
/// </summary>
/// <param name="HasOwnNamespace">Whether the members' IPC namespace is not ours.</param>
/// <param name="MemberPids">As the members see themselves.</param>
/// <param name="Used">Objects that a member has attached or waits in.</param>
/// <param name="Users">The members' users.</param>
/// <param name="Lives">Whether there is a process with this pid, as the members see pids.</param>
internal sealed record SystemVOwnership(
    bool HasOwnNamespace, IReadOnlySet<int> MemberPids, IReadOnlySet<(SystemVKind Kind, int Id)> Used, IReadOnlySet<uint> Users, Func<int, bool> Lives)
{
    public bool Takes(SystemVObject candidate)
        => HasOwnNamespace
        || Used.Contains((candidate.Kind, candidate.Id))
        || (candidate.Pids.Any(MemberPids.Contains) && MayUse(candidate))
        || (Users.Contains(candidate.CreatorUser) && !candidate.Pids.Any(pid => pid != 0 && Lives(pid)));

    private bool MayUse(SystemVObject candidate)
    {
        const int GroupAndOthers = 0x3f;
        return Users.Contains(0) || Users.Contains(candidate.OwnerUser) || Users.Contains(candidate.CreatorUser) || (candidate.Permissions & GroupAndOthers) != 0;
    }
}
