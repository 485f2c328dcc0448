namespace Entracte.GridScheduler;

/// <summary>The scheduler cannot do what it was told; the message says why.</summary>
internal sealed class GridException(string message) : Exception(message);
