namespace Entracte.ImageFormat.Records;

/// <summary>What an external stream was. The numbers are part of the format.</summary>
public enum ExternalStreamKind
{
    Terminal = 0,
    Pipe = 1,
    Socket = 2,
}
