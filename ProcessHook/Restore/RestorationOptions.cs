using Entracte.ProcessHook.Restore.Descriptors;

namespace Entracte.ProcessHook.Restore;

/// <summary>How a restart is done.</summary>
public sealed record RestorationOptions
{
    public DescriptorRestoreOptions Descriptors { get; init; } = new();
}
