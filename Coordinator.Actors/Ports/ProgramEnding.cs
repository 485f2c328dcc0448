namespace Entracte.Coordinator.Ports;

/// <summary>How a program has ended for which the host stood.</summary>
/// <param name="Life">Of the computation, in which it was started.</param>
/// <param name="WaitStatus">Of wait(2).</param>
/// <param name="AskedSignal">With which somebody asked it to end, or 0.</param>
public sealed record ProgramEnding(string ComputationId, long Life, int WaitStatus, int AskedSignal);
