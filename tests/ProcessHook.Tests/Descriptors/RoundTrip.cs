using System.Text.Json;
using System.Text.RegularExpressions;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Descriptors;
using Entracte.ProcessHook.Restore.Memory;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>Captures stopped processes, furnishes husks from what was written to files, and captures those again.</summary>
internal static partial class RoundTrip
{
    /// <summary>The same with a port that is free when it is needed: while nobody has it, it is anybody's on this machine, and many other tests look for one at the same time.</summary>
    /// <param name="victim">Makes one; it is disposed of.</param>
    public static (string Before, string After) MakeWithFreePorts(Func<StoppedVictim> victim)
    {
        for (var tries = 1; ; tries++)
        {
            using var stopped = victim();
            var (before, after) = Make(stopped.Folder, stopped.Kill, [.. stopped.Pids]);
            var lost = PortsIn(before).Except(PortsIn(after)).ToList();
            if (lost.Count == 0 || tries == 5 || !lost.Exists(IsTaken))
                return (before, after);
        }
    }

    private static IEnumerable<int> PortsIn(string description)
        => Address().Matches(description).Select(match => InternetAddress.Parse(JsonSerializer.Deserialize<byte[]>(match.Groups[1].Value)!).Port);

    /// <summary>Whether anybody's socket is bound to it; proc_pid_net(5), the local address is the second field.</summary>
    private static bool IsTaken(int port) => new[] { "/proc/net/tcp", "/proc/net/tcp6" }.SelectMany(table => File.ReadLines(table).Skip(1))
        .Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].EndsWith($":{port:X4}", StringComparison.Ordinal));

    [GeneratedRegex("\"(?:Local|Peer)Address\":(\"[^\"]+\")")]
    private static partial Regex Address();

    /// <returns>The descriptions of both.</returns>
    public static (string Before, string After) Make(string folder, Action kill, params int[] pids)
    {
        var ids = new ImageIds();
        string before;
        var readers = new List<ProcessFileReader>();
        using (var inventory = DescriptorCapture.Take([.. pids.Select(pid => new DescriptorSource(pid, pid))], ids, new DescriptorPolicy()))
        {
            Assert.Empty(inventory.Obstacles);
            inventory.Drain();
            before = TableDescription.Of([.. pids.Select(inventory.Of)]);
            readers.AddRange(pids.Select(pid => Write(folder, inventory, pid)));
            inventory.PrepareForKill();
        }
        kill();
        using var husk = new EmptyHusk(pids);
        var members = husk.Servers.Select((server, index) => new RestoredMember(server, readers[index].Record, server.MoveSocket,
            (id, into) => SharedMemoryRebuild.CopyContent(readers[index], id, into))).ToList();
        using var restore = new DescriptorRestore(members, new DescriptorRestoreOptions());
        restore.OpenAll();
        restore.Connect();
        restore.Refill();
        restore.Place();
        restore.Seal();
        restore.CutFiles();
        var sources = husk.Servers.Select(server => new DescriptorSource(server.HostPid, server.Pid, new HashSet<int> { server.SocketDescriptor })).ToList();
        using var again = DescriptorCapture.Take(sources, new ImageIds(), new DescriptorPolicy());
        Assert.Empty(again.Obstacles);
        again.Drain();
        var after = TableDescription.Of([.. sources.Select(source => again.Of(source.HostPid))]);
        readers.ForEach(reader => reader.Dispose());
        return (before, after);
    }

    private static ProcessFileReader Write(string folder, DescriptorInventory inventory, int pid)
    {
        var path = Path.Combine(folder, $"p{pid}.img");
        using var writer = ProcessFileWriter.Create(path);
        var files = inventory.UnnamedFiles.All.Where(file => file.LeaderHostPid == pid).ToList();
        foreach (var file in files)
        {
            foreach (var (offset, lengthBytes) in Lseek.Data(file.Content))
                FileCopy.Copy(file.Content, offset, writer.File, writer.Reserve(file.Record.Id, (ulong)offset, lengthBytes), lengthBytes);
        }
        var descriptors = inventory.Of(pid);
        writer.Complete(new ProcessFileRecord
        {
            Process = new ProcessRecord { Pid = pid },
            Descriptors = descriptors.Descriptors,
            OpenFiles = descriptors.OpenFiles,
            Pipes = descriptors.Pipes,
            Queues = descriptors.Queues,
            FileLocks = descriptors.FileLocks,
            SharedMemories = [.. files.Select(file => file.Record)],
        });
        return ProcessFileReader.Open(path);
    }
}
