using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Migrations;

/// <summary>
/// Gets the parts of an image that its node needs from the nodes that have them, a few pieces at a time, and tells the one who ordered it. It asks, and asks again for
/// what has not come; whoever has the files remembers nothing. Where the directory is shared it finds all of it there. Disks are waited for beside it.
/// </summary>
internal sealed class ImageArrival : ReceiveActor, IWithTimers
{
    private const int PiecesUnderWay = 4;
    private readonly ExpectImage expected;
    private readonly string node;
    private readonly IImageStores stores;
    private readonly ICarriedImage image;
    private readonly IActorRef owner;
    private readonly EntracteSettings settings;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly Dictionary<string, IActorRef> sources = [];
    private readonly Queue<Piece> wanted = [];
    private readonly List<Piece> asked = [];
    private Task disk = Task.CompletedTask;
    private int missingPieces;
    private long carriedBytes;
    private bool isOver;

    public ImageArrival(ExpectImage expected, string node, IActorRef owner, IImageStores stores, EntracteSettings settings)
    {
        (this.expected, this.node, this.owner, this.stores, this.settings) = (expected, node, owner, stores, settings);
        image = stores.Carry(expected.ImagesDirectory, expected.Name, expected.Generation);
        Receive<ImagePartsOffered>(OnOffered);
        Receive<Announced>(OnAnnounced);
        Receive<ImagePiece>(OnPiece);
        Receive<Written>(OnWritten);
        Receive<Done>(_ => End(null));
        Receive<Broke>(broke => End(broke.Failure));
        Receive<NudgeDue>(_ => asked.ForEach(Ask));
        Receive<Silent>(_ => End(Failure.Of(FailureKind.TimedOut, $"{Subject}: nothing came any more from {string.Join(", ", expected.Nodes)}")));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private string Subject => $"generation {expected.Generation} of {expected.Name} on its way to {node}";

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("nudge", new NudgeDue(), settings.NudgeInterval);
        Hear();
    }

    /// <summary>Whatever is being written ends before the files are closed.</summary>
    protected override void PostStop() => disk.ContinueWith(
        (_, carried) => ((ICarriedImage)carried!).Dispose(), image, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private void Hear() => Timers.StartSingleTimer("silence", new Silent(), settings.StepTimeout);

    private void OnOffered(ImagePartsOffered offered)
    {
        if (!expected.Nodes.Contains(offered.Node) || !sources.TryAdd(offered.Node, Sender))
            return;
        Hear();
        if (offered.Failure is { } failure)
            End(failure);
        else if (sources.Count == expected.Nodes.Length)
            Beside(
                () =>
                {
                    image.Announce(offered.InventoryFile);
                    return image.Missing(expected.Nodes);
                },
                missing => new Announced(missing));
    }

    private void OnAnnounced(Announced announced)
    {
        foreach (var part in announced.Missing)
        {
            for (var offset = 0L; offset < part.LengthBytes; offset += settings.PieceBytes)
                wanted.Enqueue(new Piece(part, offset, (int)Math.Min(settings.PieceBytes, part.LengthBytes - offset)));
        }

        missingPieces = wanted.Count;
        if (missingPieces == 0)
            Commit();
        while (wanted.Count > 0 && asked.Count < PiecesUnderWay)
            AskNext();
    }

    private void AskNext()
    {
        asked.Add(wanted.Dequeue());
        Ask(asked[^1]);
    }

    private void Ask(Piece piece) => sources[piece.Part.Node].Tell(new PieceWanted
    {
        TransferId = expected.TransferId,
        ImagesDirectory = expected.ImagesDirectory,
        Name = expected.Name,
        Generation = expected.Generation,
        FileName = piece.Part.FileName,
        Offset = piece.Offset,
        LengthBytes = piece.LengthBytes,
    });

    private void OnPiece(ImagePiece came)
    {
        // One that was asked for twice may come twice.
        if (asked.Find(piece => piece.Part.FileName == came.FileName && piece.Offset == came.Offset) is not { } piece)
            return;
        Hear();
        asked.Remove(piece);
        if (came.Failure is { } failure)
            End(failure);
        else if (came.Bytes.Length != piece.LengthBytes)
            End(Failure.Of(FailureKind.StoreFailed, $"{Subject}: {came.FileName} is shorter than the inventory says"));
        else
            Beside(
                () =>
                {
                    image.Write(piece.Part, piece.Offset, came.Bytes);
                    return came.Bytes.Length;
                },
                length => new Written(length));
    }

    private void OnWritten(Written written)
    {
        carriedBytes += written.LengthBytes;
        if (--missingPieces == 0)
            Commit();
        else if (wanted.Count > 0)
            AskNext();
    }

    private void Commit()
    {
        // From now on it is our own disk that is waited for.
        Timers.Cancel("silence");
        Beside(
            () =>
            {
                image.Commit();
                return true;
            },
            _ => new Done());
    }

    private void Beside<T>(Func<T> work, Func<T, object> done)
    {
        // One after the other: the files know one writer.
        var before = disk;
        var task = Work();
        disk = task;
        task.PipeTo(Self, success: done, failure: thrown => new Broke(ThrownFailure.From(thrown, Subject)));

        async Task<T> Work()
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await stores.RunAsync(work).ConfigureAwait(false);
        }
    }

    private void End(Failure? failure)
    {
        if (isOver)
            return;
        isOver = true;
        if (failure is not null)
            log.Warning("{0}: {1}", Subject, failure.Reason);
        owner.Tell(new ImageCarried { TransferId = expected.TransferId, Node = node, Bytes = carriedBytes, Failure = failure });
        Context.Stop(Self);
    }

    private sealed record Piece(PartRecord Part, long Offset, int LengthBytes);

    private sealed record Announced(IReadOnlyList<PartRecord> Missing) : INoSerializationVerificationNeeded;

    private sealed record Written(int LengthBytes) : INoSerializationVerificationNeeded;

    private sealed record Done : INoSerializationVerificationNeeded;

    private sealed record Broke(Failure Failure) : INoSerializationVerificationNeeded;

    private sealed record NudgeDue : INoSerializationVerificationNeeded;

    private sealed record Silent : INoSerializationVerificationNeeded;
}
