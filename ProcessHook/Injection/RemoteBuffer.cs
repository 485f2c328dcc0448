namespace Entracte.ProcessHook.Injection;

/// <summary>A stretch of a batch's data area, which calls can read and write and which comes back with the reply.</summary>
public readonly record struct RemoteBuffer(int Offset, int SizeBytes);
