using System.Buffers.Binary;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Files;

/// <summary>What the encrypted bytes of an extent are bound to, so that none can stand for another (FORMAT.md, "Encryption").</summary>
internal static class ExtentIdentity
{
    public static byte[] Of(ExtentRecord extent)
    {
        var identity = new byte[28];
        BinaryPrimitives.WriteUInt64LittleEndian(identity, extent.ObjectId);
        BinaryPrimitives.WriteUInt64LittleEndian(identity.AsSpan(8), extent.Address);
        BinaryPrimitives.WriteInt64LittleEndian(identity.AsSpan(16), extent.LengthBytes);
        BinaryPrimitives.WriteInt32LittleEndian(identity.AsSpan(24), (int)extent.Encoding);
        return identity;
    }
}
