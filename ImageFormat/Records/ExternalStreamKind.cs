namespace Entracte.ImageFormat.Records;

/// <summary>What an external stream was. The numbers are part of the format.</summary>
public enum ExternalStreamKind
{
    Terminal = 0,
    Pipe = 1,
    Socket = 2,

    /// <summary>A file that its user cannot find under its name, as whoever redirected a stream to it could.</summary>
    File = 3,
}
