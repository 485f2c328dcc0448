using System.Buffers.Binary;
using System.Text;

namespace MessagePack.Wire;

/// <summary>
/// Reads MessagePack from bytes that nobody vouches for: no length is believed before the input is known to be long enough for it
/// (an element takes at least one byte), and nesting has a limit.
/// </summary>
internal ref struct Input(ReadOnlySpan<byte> bytes, MessagePackSerializerOptions options)
{
    private readonly int depthMax = options.Security.MaximumObjectGraphDepth;
    private ReadOnlySpan<byte> rest = bytes;
    private int depth;

    public readonly byte NextCode => rest.IsEmpty ? throw new EndOfStreamException() : rest[0];

    public bool TryReadNil()
    {
        if (NextCode != Code.Nil)
            return false;
        rest = rest[1..];
        return true;
    }

    public bool ReadBoolean() => Take(1)[0] switch
    {
        Code.True => true,
        Code.False => false,
        var code => throw Unexpected(code, "a boolean"),
    };

    public long ReadInt64()
    {
        var code = NextCode;
        return code is Code.UInt64 ? checked((long)ReadUInt64()) : code switch
        {
            <= Code.PositiveFixIntLast => Take(1)[0],
            >= Code.NegativeFixIntFirst => (sbyte)Take(1)[0],
            Code.UInt8 => Take(2)[1],
            Code.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(Take(3)[1..]),
            Code.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(Take(5)[1..]),
            Code.Int8 => (sbyte)Take(2)[1],
            Code.Int16 => BinaryPrimitives.ReadInt16BigEndian(Take(3)[1..]),
            Code.Int32 => BinaryPrimitives.ReadInt32BigEndian(Take(5)[1..]),
            Code.Int64 => BinaryPrimitives.ReadInt64BigEndian(Take(9)[1..]),
            _ => throw Unexpected(code, "an integer"),
        };
    }

    public ulong ReadUInt64() => NextCode == Code.UInt64 ? BinaryPrimitives.ReadUInt64BigEndian(Take(9)[1..]) : checked((ulong)ReadInt64());

    public double ReadDouble() => NextCode switch
    {
        Code.Float32 => BinaryPrimitives.ReadSingleBigEndian(Take(5)[1..]),
        Code.Float64 => BinaryPrimitives.ReadDoubleBigEndian(Take(9)[1..]),
        Code.UInt64 => ReadUInt64(),
        _ => ReadInt64(),
    };

    public string ReadString()
    {
        var code = Take(1)[0];
        var count = code switch
        {
            >= Code.FixStringFirst and <= Code.FixStringFirst + 31 => code & 31,
            Code.String8 => ReadLength(1),
            Code.String16 => ReadLength(2),
            Code.String32 => ReadLength(4),
            _ => throw Unexpected(code, "a string"),
        };
        return Encoding.UTF8.GetString(Take(count));
    }

    public ReadOnlySpan<byte> ReadBinary()
    {
        var code = Take(1)[0];
        return Take(code switch
        {
            Code.Binary8 => ReadLength(1),
            Code.Binary16 => ReadLength(2),
            Code.Binary32 => ReadLength(4),
            _ => throw Unexpected(code, "bytes"),
        });
    }

    public int ReadArrayHeader()
    {
        var code = Take(1)[0];
        return Believable(1, code switch
        {
            >= Code.FixArrayFirst and <= Code.FixArrayFirst + 15 => code & 15,
            Code.Array16 => ReadLength(2),
            Code.Array32 => ReadLength(4),
            _ => throw Unexpected(code, "an array"),
        });
    }

    public int ReadMapHeader()
    {
        var code = Take(1)[0];
        return Believable(2, code switch
        {
            >= Code.FixMapFirst and <= Code.FixMapFirst + 15 => code & 15,
            Code.Map16 => ReadLength(2),
            Code.Map32 => ReadLength(4),
            _ => throw Unexpected(code, "a map"),
        });
    }

    /// <summary>An application-defined value: its type code and its bytes.</summary>
    public ReadOnlySpan<byte> ReadExtension(out sbyte typeCode)
    {
        var code = Take(1)[0];
        var count = code switch
        {
            >= Code.FixExtension1 and <= Code.FixExtension16 => 1 << (code - Code.FixExtension1),
            >= Code.Extension8 and <= Code.Extension32 => ReadLength(1 << (code - Code.Extension8)),
            _ => throw Unexpected(code, "an extension"),
        };
        typeCode = (sbyte)Take(1)[0];
        return Take(count);
    }

    public void Enter()
    {
        if (++depth > depthMax)
            throw new InsufficientExecutionStackException($"The values are nested deeper than {depthMax}.");
    }

    public void Leave() => depth--;

    /// <summary>Passes over one whole value. It counts what is left to pass over instead of calling itself, so that nesting costs no stack.</summary>
    public void Skip()
    {
        for (var awaited = 1L; awaited > 0; awaited--)
        {
            switch (WireKinds.Of(NextCode))
            {
                case WireKind.Integer when NextCode == Code.UInt64: ReadUInt64(); break;
                case WireKind.Integer: ReadInt64(); break;
                case WireKind.Float: ReadDouble(); break;
                case WireKind.String: ReadString(); break;
                case WireKind.Binary: ReadBinary(); break;
                case WireKind.Array: awaited += ReadArrayHeader(); break;
                case WireKind.Map: awaited += 2L * ReadMapHeader(); break;
                case WireKind.Extension: ReadExtension(out _); break;
                case WireKind.Nil or WireKind.Boolean: Take(1); break;
                default: throw Unexpected(NextCode, "a value");
            }
        }
    }

    private int ReadLength(int byteCount)
    {
        var count = byteCount switch
        {
            1 => Take(1)[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            _ => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        };
        return count <= (uint)rest.Length ? (int)count : throw new EndOfStreamException();
    }

    private readonly int Believable(int elementBytesMin, int count)
        => (long)count * elementBytesMin <= rest.Length ? count : throw new EndOfStreamException();

    private ReadOnlySpan<byte> Take(int byteCount)
    {
        if (byteCount > rest.Length)
            throw new EndOfStreamException();
        var taken = rest[..byteCount];
        rest = rest[byteCount..];
        return taken;
    }

    private static MessagePackSerializationException Unexpected(byte code, string wanted)
        => new($"Unexpected msgpack code {code} ({WireKinds.Of(code)}) where {wanted} was expected.");
}
