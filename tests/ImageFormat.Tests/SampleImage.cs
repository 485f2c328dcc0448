using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Tests;

/// <summary>A small process file with an extent of each kind.</summary>
internal static class SampleImage
{
    public const ulong QueueId = 7;

    public static WrittenFile Write(string path)
    {
        using var writer = ProcessFileWriter.Create(path);
        return Write(writer);
    }

    public static WrittenFile Write(ProcessFileWriter writer)
    {
        var pages = new byte[3 * 4096];
        new Random(1).NextBytes(pages);
        writer.Append(0, 0x5000, pages);
        writer.AppendCompressed(0, 0x7000_0000, new byte[4 * 4096]);
        writer.Append(QueueId, 0, "what was in the pipe"u8);
        return writer.Complete(Record);
    }

    public static ProcessFileRecord Record => new()
    {
        Process = new ProcessRecord { Pid = 4711, ParentPid = 1, CommandLine = "./simulation --steps 1000", WorkingDirectory = "/home/someone" },
        Threads = [new ThreadRecord { Tid = 4711, Name = "simulation", Registers = new byte[216] }, new ThreadRecord { Tid = 4712, Name = "wörker" }],
        Mappings =
        [
            new MappingRecord { Address = 0x5000, LengthBytes = 0x3000, Protection = 3, Name = "[heap]" },
            new MappingRecord { Address = 0x7000_0000, LengthBytes = 0x4000, Protection = 1, Kind = MappingKind.PrivateFile, Name = "/usr/lib/libm.so.6" },
        ],
        SharedMemories = [new SharedMemoryRecord { Id = 9, Kind = SharedMemoryKind.MemoryFile, Name = "doublemapper", LengthBytes = 4096 }],
        Descriptors =
        [
            new DescriptorRecord { Number = 0, OpenFileId = 1 },
            new DescriptorRecord { Number = 5, OpenFileId = 2, CloseOnExec = true },
            new DescriptorRecord { Number = 6, OpenFileId = 99 },
        ],
        OpenFiles =
        [
            new ExternalStreamRecord { OpenFileId = 1, Name = "/dev/pts/3", StandardNumbers = [0], Link = "/dev/pts/3" },
            new EventCounterRecord { OpenFileId = 2, Count = ulong.MaxValue - 1, Link = "anon_inode:[eventfd]" },
        ],
    };
}
