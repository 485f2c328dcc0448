namespace Entracte.Node.Clustering;

/// <summary>The agent cannot run like this; the message says what to do.</summary>
internal sealed class NodeRefusedException(string message, Exception? cause = null) : Exception(message, cause);
