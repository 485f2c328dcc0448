using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Tracing;

/// <summary>A thread's registration for restartable sequences: <c>struct ptrace_rseq_configuration</c> (ptrace(2)). A zero pointer means none.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct RseqConfiguration(ulong Pointer, uint SizeBytes, uint Signature, uint Flags, uint Padding);
