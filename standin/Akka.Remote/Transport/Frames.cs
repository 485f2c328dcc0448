using System.Buffers.Binary;
using System.Text;

namespace Akka.Remote.Transport;

/// <summary>Frames on a connection: length (32 bits, little endian), kind, content.</summary>
internal static class Frames
{
    /// <summary>The first thing on a connection, so that a stranger's protocol is noticed at once.</summary>
    public const string Magic = "akka-stand-in-1";

    private const int LengthBytes = 4;

    public static byte[] Of(FrameKind kind, Action<BinaryWriter> content = null)
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[LengthBytes]);
        stream.WriteByte((byte)kind);
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            content?.Invoke(writer);
        var frame = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - LengthBytes);
        return frame;
    }

    /// <returns>Null at the end of the connection.</returns>
    public static async Task<BinaryReader> ReadAsync(Stream stream, long bytesMax, CancellationToken cancellation)
    {
        var length = new byte[LengthBytes];
        var read = await stream.ReadAtLeastAsync(length, LengthBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (read < LengthBytes)
            return null;
        var bytes = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (bytes < 1 || bytes > bytesMax)
            throw new InvalidDataException($"a frame of {bytes} bytes; between 1 and {bytesMax} are allowed (akka.remote.dot-netty.tcp.maximum-frame-size)");
        var content = new byte[bytes];
        await stream.ReadExactlyAsync(content, cancellation).ConfigureAwait(false);
        return new BinaryReader(new MemoryStream(content), Encoding.UTF8);
    }

    public static FrameKind ReadKind(this BinaryReader frame) => (FrameKind)frame.ReadByte();

    public static void WriteBytes(this BinaryWriter writer, byte[] bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    public static byte[] ReadBytes(this BinaryReader reader) => reader.ReadBytes(reader.Read7BitEncodedInt());
}
