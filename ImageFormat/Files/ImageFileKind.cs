namespace Entracte.ImageFormat.Files;

/// <summary>What a file of an image is. Numbers are part of the format.</summary>
public enum ImageFileKind : uint
{
    Process = 1,
    Inventory = 2,
}
