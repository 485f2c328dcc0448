using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;

namespace Entracte.Coordinator.Copies;

/// <summary>
/// Sends one image to another node: a window of chunks, each confirmed when it has been written. When nothing is heard for a while the image is offered again, and
/// the receiver says from where to go on; that goes on until the patience ends. The pages of an image that is still being written go ahead; they are nobody's business,
/// also when that fails, until <see cref="SendImage"/> comes, and all is offered.
/// </summary>
internal sealed class ImageSender : ReceiveActor, IWithTimers
{
    private const string SilenceTimer = "silence";
    private const int Window = 16;

    private readonly SendImage order;
    private readonly string copyId;
    private readonly IImageStores stores;
    private readonly EntracteSettings settings;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly string root;
    private readonly string name;
    private readonly IReadOnlyList<CopiedFile>? written;
    private IActorRef asker = ActorRefs.Nobody;
    private IImageSource? source;
    private IActorRef receiver = ActorRefs.Nobody;
    private ImagePieces? pieces;
    private long progress = Stopwatch.GetTimestamp();

    /// <summary>Over all offers; what has been read for one that is over by then was not sent.</summary>
    private long sentBytes;
    private int offer;
    private int unconfirmed;
    private bool isAhead;
    private bool isAtDisk;
    private bool isAllSent;

    /// <param name="copyId">Unlike that of any other copy.</param>
    /// <param name="root">The directory of images.</param>
    /// <param name="name">As the images are filed.</param>
    /// <param name="written">The parts of an image that is not committed yet, as far as their pages go. Null: it is committed, and <see cref="SendImage"/> comes at once.</param>
    public ImageSender(SendImage order, string copyId, string root, string name, IReadOnlyList<CopiedFile>? written, IImageStores stores, EntracteSettings settings)
    {
        (this.order, this.copyId, this.root, this.name, this.stores, this.settings) = (order, copyId, root, name, stores, settings);
        Receive<SendImage>(_ => Sender.Tell(new CopyGoesOn { RequestId = order.Request.RequestId }), _ => !asker.IsNobody());
        Receive<SendImage>(_ => OnOrder());
        Receive<Opened>(OnOpened);
        Receive<ImageWanted>(OnWanted, wanted => wanted.Offer == offer && receiver.IsNobody());
        Receive<ChunkRead>(OnRead);
        Receive<ChunkHeld>(_ => OnHeld(), held => held.Offer == offer);
        Receive<ImageWaits>(_ => HaveHeard(), waits => waits.Offer == offer);
        Receive<ImageHeld>(OnImageHeld);
        Receive<ImageRefused>(OnRefused, refused => refused.Offer == offer);
        Receive<Silence>(_ => OnSilence());
        Receive<Failed>(OnFailed);
        this.written = written;
        isAhead = written is not null;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (written is not null)
            Open(() => stores.OpenParts(root, name, order.Request.Generation, written));
    }

    protected override void PostStop()
    {
        source?.Dispose();
        if (isAhead)
            Abandon();
    }

    /// <summary>What is being read is waited for: a source has one caller at a time.</summary>
    private void OnOrder()
    {
        asker = Sender;
        if (!isAtDisk)
            BeginWhole();
    }

    private void BeginWhole()
    {
        isAhead = false;
        source?.Dispose();
        (source, receiver) = (null, ActorRefs.Nobody);
        progress = Stopwatch.GetTimestamp();
        Timers.Cancel(SilenceTimer);
        var generation = order.Request.Generation > 0 ? order.Request.Generation : (int?)null;
        Open(() => stores.OpenSource(root, name, generation, order.Nodes));
    }

    private void Open(Func<IImageSource> open)
    {
        isAtDisk = true;
        stores.RunAsync(() => new Opened(open())).PipeTo(Self, failure: thrown => new Failed(thrown));
    }

    private void OnOpened(Opened opened)
    {
        source = opened.Source;
        if (LeaveDisk())
            Offer();
    }

    /// <returns>False where the whole image has been ordered meanwhile; that begins now.</returns>
    private bool LeaveDisk()
    {
        isAtDisk = false;
        if (!isAhead || asker.IsNobody())
            return true;
        BeginWhole();
        return false;
    }

    private void Offer()
    {
        offer++;
        receiver = ActorRefs.Nobody;
        (unconfirmed, isAllSent, pieces) = (0, false, null);
        Context.ActorSelection(order.Receiver).Tell(new ImageOffered
        {
            CopyId = copyId,
            Offer = offer,
            Name = source!.Name,
            Generation = source.Generation,
            ImagesDirectory = order.Request.ToDirectory.Length > 0 ? order.Request.ToDirectory : root,
            Files = [.. source.Files.Select(file => new OfferedFile { Name = file.Name, LengthBytes = file.LengthBytes })],
            IsAhead = isAhead,
        });
        AwaitWord(settings.CopySilence);
    }

    private void OnWanted(ImageWanted wanted)
    {
        if (source is null)
            return;
        if (wanted.HeldBytes.Length != source.Files.Count)
        {
            Fail(Failure.Of(FailureKind.Invalid, $"{order.Request.To} answered for {wanted.HeldBytes.Length} files instead of {source.Files.Count}"));
            return;
        }

        receiver = Sender;
        pieces = new ImagePieces(source.Files, wanted.HeldBytes, isAhead);
        HaveHeard();
        Pump();
    }

    private void Pump()
    {
        if (isAtDisk || unconfirmed == Window || receiver.IsNobody())
            return;
        if (pieces!.Next() is { } piece)
        {
            Read(piece);
        }
        else if (unconfirmed == 0 && !isAllSent)
        {
            isAllSent = true;
            Timers.Cancel(SilenceTimer);
            if (isAhead)
                return;
            receiver.Tell(new ImageSent { CopyId = copyId, Offer = offer });
            // It reads all of it once more.
            AwaitWord(settings.CopySilence + TimeSpan.FromSeconds((double)SizeBytes / settings.SlowestBytesPerSecond));
        }
    }

    private void Read(ImagePiece piece)
    {
        isAtDisk = true;
        var (from, of) = (source!, offer);
        stores.RunAsync(() => new ChunkRead(piece, new ImageChunk
        {
            CopyId = copyId, Offer = of, File = piece.Name, Offset = piece.Offset, Bytes = from.Read(piece.Name, piece.Offset, piece.LengthBytes),
        })).PipeTo(Self, failure: thrown => new Failed(thrown));
    }

    private void OnRead(ChunkRead read)
    {
        if (!LeaveDisk())
            return;
        if (read.Chunk.Offer == offer)
        {
            unconfirmed++;
            sentBytes += read.Piece.IsMissing ? read.Piece.LengthBytes : 0;
            receiver.Tell(read.Chunk);
        }

        Pump();
    }

    private void OnHeld()
    {
        unconfirmed--;
        HaveHeard();
        Pump();
    }

    private void OnImageHeld(ImageHeld held)
    {
        asker.Tell(new ImageCopyResult
        {
            Name = source!.Name,
            Generation = source.Generation,
            Node = held.Node,
            Directory = held.Directory,
            SizeBytes = SizeBytes,
            SentBytes = sentBytes,
        });
        Context.Stop(Self);
    }

    private void OnRefused(ImageRefused refused)
    {
        if (isAhead || pieces is not { GoesOn: true } || refused.Failure.Kind != FailureKind.ImageDamaged)
        {
            Fail(refused.Failure);
            return;
        }

        // It may have gone on from what came ahead of an image that was then given up; that is thrown away by now.
        log.Warning("{0} had something of {1} that does not belong to it, and gets all of it again: {2}", order.Request.To, name, refused.Failure.Reason);
        Offer();
    }

    private void OnSilence()
    {
        if (source is null)
            return;
        if (Stopwatch.GetElapsedTime(progress) > settings.CopyPatience)
            Fail(Failure.Of(
                FailureKind.NodeLost,
                $"node {order.Request.To} did not answer for {settings.CopyPatience.TotalSeconds} s; what it has of the image stays there, and another copy goes on from it"));
        else
            OfferAgain();
    }

    private void OfferAgain()
    {
        log.Info("{0} has been silent for {1} s while it gets generation {2} of {3}, which is offered to it again", order.Request.To, settings.CopySilence.TotalSeconds, source!.Generation, name);
        Offer();
    }

    private void HaveHeard()
    {
        progress = Stopwatch.GetTimestamp();
        AwaitWord(settings.CopySilence);
    }

    private void AwaitWord(TimeSpan time) => Timers.StartSingleTimer(SilenceTimer, new Silence(), time);

    private long SizeBytes => source!.Files.Skip(1).Sum(file => file.LengthBytes);

    private void OnFailed(Failed failed)
    {
        if (LeaveDisk())
            Fail(ThrownFailure.From(failed.Thrown, $"copying the image of {name}"));
    }

    private void Fail(Failure failure)
    {
        if (isAhead)
        {
            log.Debug("pages of {0} could not go ahead to {1}: {2}", name, order.Request.To, failure.Reason);
            Timers.Cancel(SilenceTimer);
            Abandon();
            return;
        }

        asker.Tell(failure);
        Context.Stop(Self);
    }

    private void Abandon()
    {
        if (!receiver.IsNobody())
            receiver.Tell(new CopyAbandoned { CopyId = copyId, Offer = offer });
        receiver = ActorRefs.Nobody;
    }

    private sealed record Opened(IImageSource Source) : INoSerializationVerificationNeeded;

    private sealed record ChunkRead(ImagePiece Piece, ImageChunk Chunk) : INoSerializationVerificationNeeded;

    private sealed record Failed(Exception Thrown) : INoSerializationVerificationNeeded;

    private sealed record Silence : INoSerializationVerificationNeeded;
}
