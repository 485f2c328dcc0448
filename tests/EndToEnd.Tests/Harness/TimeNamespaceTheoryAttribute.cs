namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>A theory about clocks that are otherwise, as on another machine; skipped where the kernel has no time namespaces.</summary>
public sealed class TimeNamespaceTheoryAttribute : TheoryAttribute
{
    public TimeNamespaceTheoryAttribute()
    {
        if (!File.Exists("/proc/self/ns/time"))
            Skip = "this kernel has no time namespaces";
        else if (InstalledProgram.Find("unshare") is null)
            Skip = "not installed: unshare";
    }
}
