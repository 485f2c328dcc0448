using System.Runtime.InteropServices;
using Entracte.ImageFormat.Files;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>Moves the content of memfds and unlinked files into a process file and out of it again; holes stay holes.</summary>
public static unsafe class UnnamedFileContent
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Stores the content under the file's id. To be called while all who could write to it stand still.</summary>
    public static void Write(UnnamedFile file, ProcessFileWriter writer)
    {
        foreach (var (offset, lengthBytes) in Lseek.Data(file.Content))
            Copy(file.Content, offset, writer.File, writer.Reserve(file.Record.Id, (ulong)offset, lengthBytes), lengthBytes);
    }

    /// <summary>Puts the content into a new file of the right size that is still all holes.</summary>
    public static void Read(ProcessFileReader reader, ulong fileId, SafeFileHandle into)
    {
        foreach (var run in reader.RawRuns(fileId))
            Copy(reader.File, run.FileOffset, into, (long)run.Address, run.LengthBytes);
        foreach (var extent in reader.ExtentsOf(fileId))
        {
            if (extent.Encoding == ImageFormat.Records.ExtentEncoding.Raw)
                continue;
            var bytes = new byte[extent.LengthBytes];
            reader.Read(extent, bytes);
            RandomAccess.Write(into, bytes, (long)extent.Address);
        }
    }

    private static void Copy(SafeFileHandle from, long fromOffset, SafeFileHandle to, long toOffset, long lengthBytes)
    {
        var buffer = (byte*)NativeMemory.Alloc(BufferBytes);
        try
        {
            for (var done = 0L; done < lengthBytes;)
            {
                var count = RandomAccess.Read(from, new Span<byte>(buffer, (int)Math.Min(BufferBytes, lengthBytes - done)), fromOffset + done);
                if (count == 0)
                    throw new EndOfStreamException($"a file ended {lengthBytes - done} bytes too early while its content was copied");
                RandomAccess.Write(to, new ReadOnlySpan<byte>(buffer, count), toOffset + done);
                done += count;
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }
}
