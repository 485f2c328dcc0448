namespace Entracte.ProcessHook.Injection;

/// <summary>Contiguous bytes of a process's memory, laid out as struct iovec is; page-aligned, both, where pages are meant.</summary>
public readonly record struct PageRun(ulong Address, ulong LengthBytes);
