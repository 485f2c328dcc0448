namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>The three kinds of sysvipc(7).</summary>
internal enum SystemVKind
{
    Segment,
    SemaphoreSet,
    MessageQueue,
}
