namespace Entracte.ProcessHook.Tests.Restore;

/// <summary>A fact about clocks that are given to a husk; skipped, and says so, where the kernel has no time namespaces.</summary>
public sealed class TimeNamespaceFactAttribute : FactAttribute
{
    public TimeNamespaceFactAttribute()
    {
        if (!File.Exists("/proc/self/ns/time"))
            Skip = "this kernel has no time namespaces";
    }
}
