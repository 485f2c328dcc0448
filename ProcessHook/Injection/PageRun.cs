namespace Entracte.ProcessHook.Injection;

/// <summary>Contiguous bytes of a process's memory; both page-aligned.</summary>
public readonly record struct PageRun(ulong Address, ulong LengthBytes);
