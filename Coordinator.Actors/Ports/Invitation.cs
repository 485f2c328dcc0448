namespace Entracte.Coordinator.Ports;

/// <summary>The program that becomes the husk of a restart, with all its arguments, the zeroth included.</summary>
public sealed record Invitation(string Program, IReadOnlyList<string> Arguments);
