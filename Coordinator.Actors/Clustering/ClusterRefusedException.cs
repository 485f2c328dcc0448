namespace Entracte.Coordinator;

/// <summary>This process cannot be one of several nodes like this; the message says what to do.</summary>
public sealed class ClusterRefusedException(string message, Exception? cause = null) : Exception(message, cause);
