namespace Entracte.Api.Agents;

/// <summary>The runtime directory is missing, foreign or open to others. The message says what to do.</summary>
public sealed class RuntimeDirectoryException(string message, Exception? cause = null) : Exception(message, cause);
