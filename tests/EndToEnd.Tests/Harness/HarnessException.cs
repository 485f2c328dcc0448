namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>Something between the test and what it wants to look at went wrong; the message has all that is known.</summary>
public sealed class HarnessException(string message) : Exception(message);
