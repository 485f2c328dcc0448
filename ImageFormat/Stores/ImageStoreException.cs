namespace Entracte.ImageFormat.Stores;

/// <summary>A store cannot do what was asked: no such image, a generation that exists already, a name in use by another writer.</summary>
public sealed class ImageStoreException(string message) : Exception(message);
