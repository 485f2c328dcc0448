using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Entracte.ImageFormat.Encryption;

/// <summary>
/// Encrypts the parts of one file (FORMAT.md, "Encryption"). The key belongs to this file alone, and a place in the file is written once: so the
/// place serves as the nonce, and can never be the same twice.
/// </summary>
internal sealed class FileCipher
{
    public const int SaltBytes = 16;
    public const int KeyCheckBytes = 8;
    public const int TagBytes = 16;

    private readonly byte[] key;

    public FileCipher(ImageKey imageKey, ReadOnlySpan<byte> salt)
    {
        Salt = salt.ToArray();
        key = imageKey.Derive(salt, "entracte image key"u8, 32);
        KeyCheck = imageKey.Derive(salt, "entracte key check"u8, KeyCheckBytes);
    }

    public byte[] Salt { get; }

    /// <summary>By these a reader notices a wrong key before it tries it.</summary>
    public byte[] KeyCheck { get; }

    public static FileCipher ForNewFile(ImageKey imageKey) => new(imageKey, RandomNumberGenerator.GetBytes(SaltBytes));

    /// <param name="place">Offset in the file.</param>
    /// <param name="sealed">As long as the plain bytes and <see cref="TagBytes"/> more.</param>
    public void Seal(long place, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> @sealed)
    {
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(Nonce(place), plain, @sealed[..plain.Length], @sealed.Slice(plain.Length, TagBytes), associated);
    }

    /// <exception cref="AuthenticationTagMismatchException">Somebody without the key has changed the bytes, or moved them here from elsewhere.</exception>
    public void Open(long place, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> @sealed, Span<byte> plain)
    {
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(Nonce(place), @sealed[..^TagBytes], @sealed[^TagBytes..], plain, associated);
    }

    private static byte[] Nonce(long place)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(nonce, place);
        return nonce;
    }
}
