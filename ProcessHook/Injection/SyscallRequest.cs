namespace Entracte.ProcessHook.Injection;

/// <summary>One call of a batch: its x86-64 number and up to six arguments.</summary>
public sealed record SyscallRequest(long Number, IReadOnlyList<SyscallArgument> Arguments);
