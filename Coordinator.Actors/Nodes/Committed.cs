namespace Entracte.Coordinator.Nodes;

/// <summary>An image that exists now, as far as it is on this node.</summary>
internal sealed record Committed(string Directory, long SizeBytes, int[] Removed, string[] Warnings);
