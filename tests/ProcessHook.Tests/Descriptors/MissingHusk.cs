using System.Diagnostics;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>Where a husk that does not report stands.</summary>
internal static class MissingHusk
{
    /// <param name="outer">The process that was started for it; it and its descendants are looked at.</param>
    public static string Explain(Process outer)
    {
        if (outer.HasExited)
            return $"its process has ended with status {outer.ExitCode}";
        var tree = new List<int> { outer.Id };
        for (var index = 0; index < tree.Count; index++)
            tree.AddRange(Read(tree[index], $"task/{tree[index]}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
        return string.Join("; ", tree.Select(pid => $"{pid} {Read(pid, "stat").Split(' ').ElementAtOrDefault(2)} in {Read(pid, "wchan")}, call {Read(pid, "syscall").Trim()}"));
    }

    private static string Read(int pid, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{name}");
        }
        catch (IOException gone)
        {
            return gone.Message;
        }
        catch (UnauthorizedAccessException refused)
        {
            return refused.Message;
        }
    }
}
