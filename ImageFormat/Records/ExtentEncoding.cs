namespace Entracte.ImageFormat.Records;

/// <summary>How the bytes of an extent are stored. Numbers are part of the format.</summary>
public enum ExtentEncoding
{
    Raw = 0,
    Zstandard = 1,

    /// <summary>Not here: the image of the parent generation has these bytes at the same address.</summary>
    InParent = 2,
}
