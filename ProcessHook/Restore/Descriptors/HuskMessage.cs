using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>Calls for a husk, and what is to be done when it has answered.</summary>
internal sealed class HuskMessage
{
    public SyscallBatch Batch { get; } = new();

    /// <summary>Null before it is sent.</summary>
    public RunningBatch? Running { get; set; }

    /// <summary>For calls that must not fail, the sentence for the case that they do.</summary>
    public List<(int Call, Func<string> What)> Explanations { get; } = [];

    public List<(int Call, Action<long> Then)> Continuations { get; } = [];

    /// <summary>Those that are told of errors, too; they come before all others.</summary>
    public List<(int Call, Action<long> Then)> RawContinuations { get; } = [];

    public List<(int Call, RemoteBuffer Buffer, Action<byte[]> Then)> Readings { get; } = [];
}
