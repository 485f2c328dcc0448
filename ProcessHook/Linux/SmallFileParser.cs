namespace Entracte.ProcessHook.Linux;

/// <summary>Makes something of the content of a small file.</summary>
/// <param name="content">Not to be used afterwards.</param>
internal delegate T SmallFileParser<out T>(ReadOnlySpan<byte> content);
