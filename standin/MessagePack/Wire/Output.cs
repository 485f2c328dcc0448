using System.Buffers.Binary;
using System.Text;

namespace MessagePack.Wire;

/// <summary>
/// Writes MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) with the choices of MessagePack-CSharp: always the shortest
/// form; a number that is not negative takes the unsigned forms, whatever its type.
/// </summary>
internal sealed class Output
{
    private byte[] buffer = new byte[256];
    private int length;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void WriteNil() => Take(1)[0] = Code.Nil;

    public void Write(bool value) => Take(1)[0] = value ? Code.True : Code.False;

    public void Write(long value)
    {
        if (value >= 0)
            Write((ulong)value);
        else if (value >= -32)
            Take(1)[0] = (byte)value;
        else if (value >= sbyte.MinValue)
            Head(Code.Int8, 1)[0] = (byte)value;
        else if (value >= short.MinValue)
            BinaryPrimitives.WriteInt16BigEndian(Head(Code.Int16, 2), (short)value);
        else if (value >= int.MinValue)
            BinaryPrimitives.WriteInt32BigEndian(Head(Code.Int32, 4), (int)value);
        else
            BinaryPrimitives.WriteInt64BigEndian(Head(Code.Int64, 8), value);
    }

    public void Write(ulong value)
    {
        if (value <= 0x7f)
            Take(1)[0] = (byte)value;
        else if (value <= byte.MaxValue)
            Head(Code.UInt8, 1)[0] = (byte)value;
        else if (value <= ushort.MaxValue)
            BinaryPrimitives.WriteUInt16BigEndian(Head(Code.UInt16, 2), (ushort)value);
        else if (value <= uint.MaxValue)
            BinaryPrimitives.WriteUInt32BigEndian(Head(Code.UInt32, 4), (uint)value);
        else
            BinaryPrimitives.WriteUInt64BigEndian(Head(Code.UInt64, 8), value);
    }

    public void Write(float value) => BinaryPrimitives.WriteSingleBigEndian(Head(Code.Float32, 4), value);

    public void Write(double value) => BinaryPrimitives.WriteDoubleBigEndian(Head(Code.Float64, 8), value);

    public void Write(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        if (count <= 31)
            Take(1)[0] = (byte)(Code.FixStringFirst | count);
        else
            WriteLength(count, Code.String8, Code.String16, Code.String32);
        Encoding.UTF8.GetBytes(value, Take(count));
    }

    public void Write(ReadOnlySpan<byte> value)
    {
        WriteLength(value.Length, Code.Binary8, Code.Binary16, Code.Binary32);
        value.CopyTo(Take(value.Length));
    }

    public void WriteArrayHeader(int count)
    {
        if (count <= 15)
            Take(1)[0] = (byte)(Code.FixArrayFirst | count);
        else
            WriteLength(count, null, Code.Array16, Code.Array32);
    }

    public void WriteMapHeader(int count)
    {
        if (count <= 15)
            Take(1)[0] = (byte)(Code.FixMapFirst | count);
        else
            WriteLength(count, null, Code.Map16, Code.Map32);
    }

    private void WriteLength(int count, byte? code8, byte code16, byte code32)
    {
        if (code8 is { } code && count <= byte.MaxValue)
            Head(code, 1)[0] = (byte)count;
        else if (count <= ushort.MaxValue)
            BinaryPrimitives.WriteUInt16BigEndian(Head(code16, 2), (ushort)count);
        else
            BinaryPrimitives.WriteUInt32BigEndian(Head(code32, 4), (uint)count);
    }

    private Span<byte> Head(byte code, int byteCount)
    {
        var span = Take(1 + byteCount);
        span[0] = code;
        return span[1..];
    }

    private Span<byte> Take(int byteCount)
    {
        if (buffer.Length - length < byteCount)
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(buffer.Length * 2L, (long)length + byteCount)));
        length += byteCount;
        return buffer.AsSpan(length - byteCount, byteCount);
    }
}
