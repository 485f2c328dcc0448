using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>
/// Copies what waits in a pipe, by tee(2) into a pipe of our own: nothing is taken out. From there it is moved on buffer by buffer, so that packets
/// (O_DIRECT) stay packets, and a pipe whose buffers are all taken, though not filled to the brim, is as full after a restart as it was.
/// </summary>
internal static class PipePeek
{
    private const int OneBufferBytes = 4096;

    public static QueueRecord? Read(CapturedPipe pipe)
    {
        if (pipe.Reader is null)
            return null;
        var (readEnd, writeEnd) = Pipe.Create(Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        using (readEnd)
        using (writeEnd)
        {
            Fcntl.Call(writeEnd, Fcntl.F_SETPIPE_SZ, pipe.Record.CapacityBytes);
            if (Pipe.Tee(pipe.Reader.Handle, writeEnd) == 0)
                return null;
            return new QueueRecord { OwnerId = pipe.Record.PipeId, Portions = [.. Portions(readEnd, pipe.Writers.Any(writer => (writer.Info.StatusFlags & Fcntl.O_DIRECT) != 0))] };
        }
    }

    private static List<QueuePortionRecord> Portions(SafeFileHandle from, bool arePackets)
    {
        var portions = new List<QueuePortionRecord>();
        var (readEnd, writeEnd) = Pipe.Create(Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        using (readEnd)
        using (writeEnd)
        {
            Fcntl.Call(writeEnd, Fcntl.F_SETPIPE_SZ, OneBufferBytes);
            while (Pipe.Splice(from, writeEnd) is > 0 and var lengthBytes)
            {
                // One byte alone does not tell; it is taken for what was before it.
                arePackets = lengthBytes > 1 ? IsPacket(readEnd) : arePackets;
                var bytes = new byte[lengthBytes];
                var count = Pipe.Read(readEnd, bytes);
                portions.Add(new QueuePortionRecord { Bytes = bytes[..count], IsPacket = arePackets });
            }
        }
        return portions;
    }

    /// <summary>
    /// Whoever reads a packet with too little room loses the rest of it (pipe(2), O_DIRECT). Tried on a copy, that tells packets also when nobody writes any more,
    /// and when they were written before or after O_DIRECT was set.
    /// </summary>
    private static bool IsPacket(SafeFileHandle from)
    {
        var (readEnd, writeEnd) = Pipe.Create(Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        using (readEnd)
        using (writeEnd)
        {
            Pipe.Tee(from, writeEnd);
            Span<byte> one = stackalloc byte[1];
            return Pipe.Read(readEnd, one) == 1 && Pipe.Read(readEnd, one) == 0;
        }
    }
}
