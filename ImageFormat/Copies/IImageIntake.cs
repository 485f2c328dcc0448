namespace Entracte.ImageFormat.Copies;

/// <summary>Takes files of a generation from elsewhere. Disposed before it is complete it keeps what has gathered for the next try. One caller at a time.</summary>
public interface IImageIntake : IDisposable
{
    /// <summary>How much of each file is here already, in the order in which they were named: where the copy goes on.</summary>
    IReadOnlyList<long> HeldBytes { get; }

    /// <summary>Where the image will be.</summary>
    string Place { get; }

    /// <summary>Adds to a file where it ends.</summary>
    void Write(string name, long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Verifies everything, puts it into its place, and has it on the disk.</summary>
    /// <returns>False while a checkpoint of that name is being written here: to be called again, and nothing is verified twice then.</returns>
    /// <exception cref="ImageFormatException">Some of it is damaged; what had gathered is thrown away.</exception>
    /// <exception cref="Stores.ImageStoreException">Another image has this number here.</exception>
    bool Complete();

    /// <summary>Throws away what has gathered: it will never be an image.</summary>
    void Abandon();
}
