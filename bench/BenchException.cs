namespace Entracte.Bench;

internal sealed class BenchException(string message) : Exception(message);
