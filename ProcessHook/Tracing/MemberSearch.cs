using System.Text;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// Who belongs to a computation: its roots, everybody they begot, and who carries its mark in the environment although he has left the family (a daemon).
/// </summary>
internal sealed class MemberSearch
{
    /// <summary>What is worth waking another processor for.</summary>
    private const int ThreadsAtOnce = 25;

    private readonly IReadOnlyList<int> roots;
    private readonly byte[]? mark;
    private readonly Dictionary<int, bool> markedByPid = [];

    /// <summary>Looks at all environments once, while nobody is stopped yet: only processes that appear later have to be read then.</summary>
    public MemberSearch(IReadOnlyList<int> roots, string? mark)
    {
        this.roots = roots;
        this.mark = mark is null ? null : Encoding.UTF8.GetBytes(mark);
        LookForMarks();
    }

    /// <summary>What <see cref="Find"/> has found last.</summary>
    public IReadOnlyCollection<int> Found { get; private set; } = [];

    /// <summary>All members now. Members that are stopped beget nobody: when this finds none but those, the cut is stable.</summary>
    public IReadOnlyCollection<int> Find(IReadOnlyCollection<int> alreadyFrozen)
    {
        LookForMarks();
        var members = new HashSet<int>();
        var open = new Stack<int>(roots.Concat(markedByPid.Where(entry => entry.Value).Select(entry => entry.Key)).Concat(alreadyFrozen));
        while (open.TryPop(out var pid))
        {
            if (pid == Environment.ProcessId || !members.Add(pid))
                continue;
            foreach (var child in ChildrenOf(pid))
                open.Push(child);
        }
        return Found = members;
    }

    /// <summary>Each thread has its own (proc_tid_children(5)). Many are asked by all processors: some of the times everybody stands still meanwhile.</summary>
    private static IEnumerable<int> ChildrenOf(int pid)
    {
        var tids = TaskList.Of(pid);
        return tids.Count <= ThreadsAtOnce
            ? ChildrenOf(pid, tids)
            : SideBySide.Select([.. tids.Chunk(ThreadsAtOnce)], portion => ChildrenOf(pid, portion)).SelectMany(children => children);
    }

    private static List<int> ChildrenOf(int pid, IEnumerable<int> tids)
    {
        var children = new List<int>();
        foreach (var tid in tids)
        {
            _ = SmallFile.TryReadAll($"/proc/{pid}/task/{tid}/children", text =>
            {
                foreach (var range in text.Split((byte)' '))
                {
                    if (int.TryParse(text[range], out var child))
                        children.Add(child);
                }
                return true;
            }, out _);
        }
        return children;
    }

    private void LookForMarks()
    {
        if (mark is null)
            return;
        foreach (var pid in ProcFile.NumbersIn("/proc"))
        {
            if (!markedByPid.ContainsKey(pid))
                markedByPid.Add(pid, IsMarked(pid));
        }
    }

    private bool IsMarked(int pid)
    {
        var environment = SmallFile.ReadAll($"/proc/{pid}/environ");
        // Also where the main thread has ended before the others, and its memory with it.
        if (environment.Length == 0 && LivingThread.Find(pid) is { } tid && tid != pid)
            environment = SmallFile.ReadAll($"/proc/{tid}/environ");
        for (var rest = environment.AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)0) is >= 0 and var found ? found : rest.Length;
            if (rest[..end].SequenceEqual(mark))
                return true;
            rest = rest[Math.Min(rest.Length, end + 1)..];
        }
        return WrittenOver.IsEvident(environment) && WrittenOver.HasCopyOf(pid, mark);
    }
}
