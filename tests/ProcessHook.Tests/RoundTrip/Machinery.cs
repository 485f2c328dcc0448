using System.Diagnostics;
using System.Security.Cryptography;
using Entracte.ImageFormat;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Restore;
using Entracte.ProcessHook.Tests.Descriptors;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Tests.RoundTrip;

/// <summary>Does what a node agent does, step by step, for the processes of one machine.</summary>
internal sealed class Machinery : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("entracte-machinery-").FullName;
    private readonly TracerThreads tracers = new();
    private readonly HuskListener listener;
    private readonly List<Process> restarts = [];
    private int generation;

    public Machinery() => listener = new HuskListener(Path.Combine(folder, "husk.sock"));

    /// <summary>What the last step took, for people.</summary>
    public string Report { get; private set; } = "";

    /// <summary>Writes an image of the tree below a process.</summary>
    /// <returns>The paths of its parts, the root's first.</returns>
    public IReadOnlyList<string> Checkpoint(int hostPid, bool kill, bool compress = false, string? mark = null)
    {
        generation++;
        using var cut = new Cut(tracers, new CutOptions { Roots = [hostPid], Mark = mark, Compress = compress });
        cut.Prepare();
        var members = cut.Suspend();
        cut.TakeInventory();
        cut.Drain();
        var paths = new List<string>();
        foreach (var member in members)
        {
            paths.Add(Path.Combine(folder, $"g{generation}p{member.Pid}.img"));
            using var writer = ProcessFileWriter.Prepare(paths[^1]);
            var part = cut.Write(member.HostPid, writer);
            var filled = writer.IsCreated ? DigestOf(paths[^1], part.FilledBytes) : null;
            part.Complete(writer);
            Assert.Equal(filled, filled is null ? null : DigestOf(paths[^1], part.FilledBytes));
        }
        cut.Refill();
        if (kill)
            cut.Kill();
        else
            cut.Resume();
        Report = Tell(cut.Phases, cut.Notes);
        return paths;
    }

    public IReadOnlyList<RestoredProcess> Restart(IReadOnlyList<string> paths)
    {
        var token = Guid.NewGuid().ToString("N");
        var arrival = listener.AcceptAsync(token, CancellationToken.None);
        var namespaces = new NamespaceChoice(NamespaceChoice.Own);
        Forks.AwaitBegun();
        restarts.Add(Forks.Start(new ProcessStartInfo(HuskProgram.Materialize(folder), HuskProgram.Arguments(listener.SocketPath, token, namespaces))));
        var parts = paths.Select(path => ProcessFileReader.Open(path)).ToArray();
        foreach (var part in parts)
            part.VerifyExtents();
        if (!arrival.Wait(TimeSpan.FromSeconds(30)))
            throw new TimeoutException($"no husk came: {MissingHusk.Explain(restarts[^1])}");
        using var restoration = new Restoration(tracers, new RestorationOptions(), parts, arrival.Result);
        restoration.CreateProcesses();
        restoration.OpenDescriptors();
        restoration.Connect();
        restoration.RefillQueues();
        restoration.RebuildMemory();
        restoration.RebuildThreads();
        var restored = restoration.Run();
        Report = Tell(restoration.Phases, restoration.Notes);
        foreach (var part in parts)
            part.Dispose();
        return restored;
    }

    /// <summary>The exit status of the last restart, once its program has ended.</summary>
    public int AwaitEnd()
    {
        restarts[^1].WaitForExit();
        return restarts[^1].ExitCode;
    }

    /// <summary>Of all that stands behind the header's page, up to here.</summary>
    private static string DigestOf(string path, long endBytes)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = FormatLimits.PageBytes;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[1 << 20];
        while (file.Position < endBytes && file.Read(piece, 0, (int)Math.Min(piece.Length, endBytes - file.Position)) is > 0 and var count)
            digest.AppendData(piece, 0, count);
        return Convert.ToHexString(digest.GetCurrentHash());
    }

    private static string Tell(IEnumerable<PhaseRecord> phases, IEnumerable<string> notes)
        => string.Join(", ", [.. phases.Select(phase => $"{phase.Name} {phase.DurationMicroseconds} us"), .. notes]);

    public void Dispose()
    {
        foreach (var restart in restarts)
        {
            if (!restart.HasExited)
                restart.Kill();
            restart.WaitForExit();
            restart.Dispose();
        }
        listener.Dispose();
        tracers.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
