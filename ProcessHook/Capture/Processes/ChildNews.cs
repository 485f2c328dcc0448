using System.Runtime.InteropServices;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>
/// What parents can still hear of their children that live: that they have stopped, and by which signal, or that they have gone on (wait(2), WUNTRACED and WCONTINUED). Each is told once, so
/// parents are made to ask in a way that leaves it for later (WNOWAIT).
/// </summary>
/// <param name="StopSignal">The signal by which it has stopped, if that waits to be told; else 0.</param>
/// <param name="HasContinued">Whether it waits to be told that it has gone on.</param>
internal readonly record struct ChildNews(int StopSignal, bool HasContinued)
{
    private const int P_PID = 1;
    private const int WNOHANG = 1, WSTOPPED = 2, WCONTINUED = 8, WNOWAIT = 0x01000000, WALL = 0x40000000;
    private const int CLD_STOPPED = 5, CLD_CONTINUED = 6;
    private const int ChildrenAtOnce = 64;

    /// <summary>siginfo_t: si_code at 8, si_status at 24.</summary>
    private const int InformationBytes = 128, CodeOffset = 8, StatusOffset = 24;

    /// <param name="members">All, with the hook inside.</param>
    /// <returns>By host pid, of children of members; nothing for those of whom there are no news.</returns>
    public static IReadOnlyDictionary<int, ChildNews> Ask(IReadOnlyList<FrozenMember> members)
    {
        var children = members.ToLookup(member => member.Stat.ParentHostPid);
        var families = members.Where(member => children.Contains(member.HostPid)).SelectMany(parent => children[parent.HostPid].Chunk(ChildrenAtOnce), (parent, some) => (parent, some))
            .GroupBy(family => family.parent, family => family.some).ToArray();
        return SideBySide.Select(families, family => family.SelectMany(some => Ask(family.Key, some)).ToArray()).SelectMany(told => told).ToDictionary();
    }

    private static IEnumerable<KeyValuePair<int, ChildNews>> Ask(FrozenMember parent, FrozenMember[] children)
    {
        var batch = new SyscallBatch();
        var answers = children.Select(child =>
        {
            var information = batch.AddSpace(InformationBytes);
            batch.Add(SystemCall.waitid, P_PID, child.Pid, information, WSTOPPED | WCONTINUED | WNOHANG | WNOWAIT | WALL, 0);
            return information;
        }).ToArray();
        var reply = parent.Hook.Run(batch);
        foreach (var (index, child) in children.Index())
        {
            // Of whom there is nothing to tell, nothing is told: all stays 0, as it does when it is no child of this process after all.
            var information = reply.Bytes(answers[index]);
            var code = MemoryMarshal.Read<int>(information[CodeOffset..]);
            if (reply.Raw(index) == 0 && code is CLD_STOPPED or CLD_CONTINUED)
                yield return new(child.HostPid, new ChildNews(code == CLD_STOPPED ? MemoryMarshal.Read<int>(information[StatusOffset..]) : 0, code == CLD_CONTINUED));
        }
    }
}
