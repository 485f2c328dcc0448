using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Restore.Descriptors.Sockets;
using Entracte.ProcessHook.Restore.Terminals;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>
/// Furnishes the descriptor tables of a whole computation's husks. The stages come in this order, each over all husks, so that barriers fit in
/// between; what holds at the end of each is said there.
/// </summary>
public sealed class DescriptorRestore : IDisposable
{
    private readonly List<Obstacle> failures = [];
    private readonly List<HuskDescriptors> husks;
    private readonly int reservedFrom;
    private readonly StandardStreams streams;
    private readonly IReadOnlySet<ulong> notNeeded;
    private readonly RestoredUnnamedFiles unnamedFiles;
    private readonly RestoredPosixQueues posixQueues = new();
    private readonly RestoredPipes pipes;
    private readonly FileRewind rewind = new();
    private readonly List<string> notes = [];
    private readonly UnixConnections unixConnections;
    private readonly TcpRestore tcpConnections;
    private readonly RemoteTcp remoteTcp;
    private readonly RemoteDatagrams remoteDatagrams;
    private readonly DescriptorRestoreOptions options;
    private readonly RestoredTerminals terminals;

    /// <summary>For a computation without terminals of its own.</summary>
    public DescriptorRestore(IReadOnlyList<RestoredMember> members, DescriptorRestoreOptions options)
        : this(members, options, RestoredTerminals.None)
    {
    }

    internal DescriptorRestore(IReadOnlyList<RestoredMember> members, DescriptorRestoreOptions options, RestoredTerminals terminals)
    {
        reservedFrom = DescriptorNumbers.ReservedFrom(members.Select(member => member.Record));
        husks = [.. members.Select(member => new HuskDescriptors(member, reservedFrom + DescriptorNumbers.Reserved(members), failures))];
        this.terminals = terminals;
        streams = new StandardStreams(options, options.Replaceable([.. members.Select(member => member.Record)]));
        notNeeded = options.FilesNotNeeded(members.Select(member => member.Record));
        unnamedFiles = new RestoredUnnamedFiles();
        pipes = new RestoredPipes();
        unixConnections = new UnixConnections(husks);
        this.options = options;
        tcpConnections = new TcpRestore(husks, options);
        remoteTcp = new RemoteTcp(husks, options, tcpConnections);
        remoteDatagrams = new RemoteDatagrams(husks, options, notes);
    }

    /// <summary>Memfds and unlinked files by their ids, with their content; for those who map them.</summary>
    public IReadOnlyDictionary<ulong, SafeFileHandle> UnnamedFiles => unnamedFiles.Handles;

    /// <summary>What is not quite as it was.</summary>
    public IReadOnlyList<string> Notes => [.. rewind.Notes, .. notes];

    /// <summary>At the end every open file that needs no partner is open in its leader's husk, and TCP sockets with partners here are connected.</summary>
    /// <exception cref="ObstaclesException">Something could not be opened; all that failed is named.</exception>
    public void OpenAll()
    {
        rewind.Choose(husks.Select(husk => husk.Member.Record), notNeeded);
        SideBySide.ForEach(husks, husk =>
        {
            husk.Member.MoveAside(reservedFrom);
            streams.Save(husk);
        });
        foreach (var husk in husks)
        {
            unnamedFiles.Create(husk);
            posixQueues.Create(husk);
            pipes.Create(husk);
        }
        ThrowIfAnythingFailed();
        foreach (var husk in husks)
        {
            var opener = new OpenFileOpener(husk, unnamedFiles, posixQueues, pipes, terminals, streams, options);
            foreach (var file in husk.Member.Record.OpenFiles.Where(file => !notNeeded.Contains(file.OpenFileId)))
                opener.Open(file);
            husk.Send();
        }
        unixConnections.MakeSingles();
        // A listening socket that could not be made is told as that, and not as what it leaves others without.
        ThrowIfAnythingFailed();
        // Before anybody elsewhere is told where to connect: who comes then comes to the same listening sockets.
        tcpConnections.Connect();
        remoteTcp.Listen();
        remoteDatagrams.Ask();
        ThrowIfAnythingFailed();
    }

    /// <summary>Where connections wait for their other ends on other hosts, and datagrams for their senders; known when all is opened.</summary>
    public IReadOnlyList<ConnectionOffer> Offers => [.. remoteTcp.Offers, .. remoteDatagrams.Offers];

    /// <summary>At the end all sockets are connected that were, and every holder of an open file has it.</summary>
    /// <param name="offers">Of all hosts; nothing for a computation of one.</param>
    public void Connect(IReadOnlyList<ConnectionOffer>? offers = null)
    {
        unixConnections.Connect();
        remoteTcp.Connect(offers ?? []);
        remoteDatagrams.Hear(offers ?? []);
        tcpConnections.Queue();
        ThrowIfAnythingFailed();
        DescriptorSharing.Share(husks);
        ThrowIfAnythingFailed();
    }

    /// <summary>At the end everything that waited to be read waits again.</summary>
    public void Refill()
    {
        foreach (var husk in husks)
            pipes.Refill(husk);
        new SocketQueues(husks, notes).Refill();
        new TcpRefill(husks, options).Refill();
        remoteTcp.Refill();
        new DatagramRefill(husks, notes).Refill();
        remoteDatagrams.Send();
        unixConnections.Finish();
        tcpConnections.Finish(elsewhere: false);
        terminals.Finish();
        ThrowIfAnythingFailed();
    }

    /// <summary>To be called when all hosts have refilled. At the end connections between hosts are as they were, too.</summary>
    public void Settle()
    {
        remoteTcp.Settle();
        remoteDatagrams.Settle();
        tcpConnections.Finish(elsewhere: true);
        ThrowIfAnythingFailed();
    }

    /// <summary>
    /// At the end every number of every husk stands for what it stood for, with locks, owners and flags; nothing else is open but what is reserved.
    /// Timers run from here on.
    /// </summary>
    public void Place()
    {
        var placement = new Placement(husks, streams, options.ClocksGoOn);
        SideBySide.ForEach(husks, placement.Prepare);
        // All have prepared: locks of descriptions are held before processes ask for theirs.
        SideBySide.ForEach(husks, placement.Place);
        ThrowIfAnythingFailed();
    }

    /// <summary>
    /// To be called when the memory has been mapped: some seals forbid that.
    /// </summary>
    public void Seal()
    {
        unnamedFiles.Seal();
        posixQueues.SetModes();
    }

    /// <summary>What was appended to files after the checkpoint is cut off. To be called when no image can turn out to be damaged any more, on no host.</summary>
    public void CutFiles() => rewind.Cut();

    public void Dispose()
    {
        remoteTcp.Dispose();
        remoteDatagrams.Dispose();
        unnamedFiles.Dispose();
        posixQueues.Dispose();
    }

    private void ThrowIfAnythingFailed()
    {
        if (failures.Count > 0)
            throw new ObstaclesException("the restart was given up", [.. failures]);
    }
}
