using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>What goes into one process's file.</summary>
public sealed record MemberDescriptors(
    DescriptorRecord[] Descriptors,
    OpenFileRecord[] OpenFiles,
    PipeRecord[] Pipes,
    QueueRecord[] Queues,
    ProcessFileLockRecord[] FileLocks,
    PseudoTerminalRecord[] PseudoTerminals);
