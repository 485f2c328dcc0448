using System.Security.Cryptography;
using Entracte.ImageFormat.Encryption;

namespace Entracte.ImageFormat.Files;

/// <summary>The encryption of a file that is being read. A key that is given must be needed: else somebody could put plain files in place of encrypted ones.</summary>
internal static class FileOpening
{
    public static FileCipher? Cipher(FileHeader header, string name, ImageKey? key)
    {
        switch (header.Encryption, key)
        {
            case (EncryptionMethod.None, null):
                return null;
            case (EncryptionMethod.None, _):
                throw new ImageKeyException($"{name} is not encrypted, although a key was given for it; it may have been replaced. Leave the key out if that is right.");
            case (_, null):
                throw new ImageKeyException($"{name} is encrypted; give the key that it was written with.");
        }
        var cipher = new FileCipher(key, header.Salt);
        return cipher.KeyCheck.AsSpan().SequenceEqual(header.KeyCheck) ? cipher : throw new ImageKeyException($"{name} was encrypted with another key.");
    }

    public static byte[] Opened(FileCipher cipher, string name, long place, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> @sealed)
    {
        if (@sealed.Length < FileCipher.TagBytes)
            throw new ImageFormatException(name, place, $"{@sealed.Length} bytes are too few to be encrypted ones.");
        var plain = new byte[@sealed.Length - FileCipher.TagBytes];
        Open(cipher, name, place, associated, @sealed, plain);
        return plain;
    }

    public static void Open(FileCipher cipher, string name, long place, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> @sealed, Span<byte> plain)
    {
        try
        {
            cipher.Open(place, associated, @sealed, plain);
        }
        catch (AuthenticationTagMismatchException failure)
        {
            throw new ImageFormatException(name, place, $"{@sealed.Length} bytes were changed or replaced by somebody who does not have the key.", failure);
        }
    }
}
