namespace Entracte.ImageFormat.Copies;

/// <summary>A generation, or the parts of some nodes of it, as files to be copied. One caller at a time.</summary>
public interface IImageSource : IDisposable
{
    string Name { get; }

    int Generation { get; }

    /// <summary>Of a committed one the inventory first.</summary>
    IReadOnlyList<CopiedFile> Files { get; }

    /// <summary>Reads what lies at an offset of one of the files.</summary>
    /// <exception cref="Stores.ImageStoreException">The file has been removed or cut meanwhile.</exception>
    byte[] Read(string name, long offset, int lengthBytes);
}
