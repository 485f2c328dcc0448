namespace Entracte.ImageFormat.Encryption;

/// <summary>A key that cannot be used; the message says why and what to do.</summary>
public sealed class ImageKeyException(string message) : Exception(message);
