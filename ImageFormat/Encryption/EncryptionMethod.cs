namespace Entracte.ImageFormat.Encryption;

/// <summary>How a file is encrypted. Numbers are part of the format.</summary>
public enum EncryptionMethod : uint
{
    None = 0,
    Aes256Gcm = 1,
}
