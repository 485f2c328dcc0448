namespace Entracte.ImageFormat.Stores;

/// <summary>
/// Keeps images: per name a row of generations. An image exists completely or not at all; a committed one survives any later failure of writers.
/// Failures are <see cref="ImageStoreException"/>, <see cref="ImageFormatException"/> and <see cref="IOException"/>.
/// </summary>
public interface IImageStore
{
    /// <summary>Where it is, for people.</summary>
    string Place { get; }

    /// <summary>Begins a new generation. Until the writer is disposed nobody else can begin one of that name; what dead writers left is removed first.</summary>
    /// <param name="name">Of the row of generations.</param>
    /// <param name="generation">The number to take; null takes the next.</param>
    /// <param name="share">What is written is one node's share; null where it is the whole image.</param>
    /// <param name="sync">
    /// Waits for the disk (fsync(2)) before the image exists. Without that it exists as soon as the kernel has it: the death of everybody who has to do with it does it no harm, but
    /// that of the machine may, and may leave its inventory without all of its parts.
    /// </param>
    IImageWriter Begin(string name, int? generation = null, ImageShare? share = null, bool sync = true);

    /// <summary>Names that have at least one image.</summary>
    IReadOnlyList<string> ListNames();

    /// <summary>The committed generations, oldest first, damaged ones included.</summary>
    IReadOnlyList<StoredImage> List(string name);

    /// <param name="generation">Null opens the newest.</param>
    IImageReader Open(string name, int? generation = null);

    /// <summary>Removes one generation. It is no image any more before its first file goes.</summary>
    void Remove(string name, int generation);

    /// <summary>Removes what dead writers left, of all names.</summary>
    void RemoveLeftovers();
}
