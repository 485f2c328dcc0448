using System.Text;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// Who belongs to a computation: its roots, everybody they begot, and who carries its mark in the environment although he has left the family (a daemon).
/// </summary>
internal sealed class MemberSearch
{
    private readonly IReadOnlyList<int> roots;
    private readonly byte[]? mark;
    private readonly Dictionary<int, bool> markedByPid = [];
    private readonly byte[] buffer = new byte[1 << 16];

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
            foreach (var tid in TaskList.Of(pid))
                PushChildren($"/proc/{pid}/task/{tid}/children", open);
        }
        return Found = members;
    }

    private void PushChildren(string path, Stack<int> open)
    {
        var text = buffer.AsSpan(0, Math.Max(0, SmallFile.TryRead(path, buffer)));
        foreach (var range in text.Split((byte)' '))
        {
            if (int.TryParse(text[range], out var child))
                open.Push(child);
        }
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
        return false;
    }
}
