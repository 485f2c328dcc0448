using System.Security.Cryptography;

namespace Entracte.ImageFormat.Encryption;

/// <summary>The secret that encrypts images, from a file of its owner. Each file of an image is encrypted with a key of its own, derived from it.</summary>
public sealed class ImageKey
{
    private const int SecretBytesMin = 32;
    private const int SecretBytesMax = 4096;
    private const UnixFileMode OthersMayUse =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly byte[] secret;

    private ImageKey(byte[] secret) => this.secret = secret;

    /// <param name="path">At least 32 bytes that nobody can guess, for instance from /dev/urandom; nobody but the owner may read or change them.</param>
    /// <exception cref="ImageKeyException">The file does not suit.</exception>
    public static ImageKey FromFile(string path)
    {
        using var file = File.OpenHandle(path);
        if ((File.GetUnixFileMode(file) & OthersMayUse) != 0)
            throw new ImageKeyException($"{path} can be read or changed by others than its owner; a key must not be (chmod 600 {path}).");
        var length = RandomAccess.GetLength(file);
        if (length is < SecretBytesMin or > SecretBytesMax)
            throw new ImageKeyException($"{path} has {length} bytes; a key has {SecretBytesMin} to {SecretBytesMax} (for instance: head -c 32 /dev/urandom).");
        var secret = new byte[length];
        RandomAccess.Read(file, secret, 0);
        return new ImageKey(secret);
    }

    public static ImageKey FromBytes(ReadOnlySpan<byte> secret)
        => secret.Length is >= SecretBytesMin and <= SecretBytesMax ? new ImageKey(secret.ToArray()) : throw new ImageKeyException($"A key has {SecretBytesMin} to {SecretBytesMax} bytes.");

    /// <summary>HKDF with SHA-256 (RFC 5869); the purpose is its info parameter.</summary>
    internal byte[] Derive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> purpose, int byteCount)
    {
        var derived = new byte[byteCount];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, derived, salt, purpose);
        return derived;
    }
}
