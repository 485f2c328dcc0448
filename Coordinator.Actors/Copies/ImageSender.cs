using System.Diagnostics;
using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;

namespace Entracte.Coordinator.Copies;

/// <summary>
/// Sends one image to another node: a window of chunks, each confirmed when it has been written. When nothing is heard for a while the image is offered again, and
/// the receiver says from where to go on; that goes on until the patience ends.
/// </summary>
internal sealed class ImageSender : ReceiveActor, IWithTimers
{
    private const string SilenceTimer = "silence";
    private const int ChunkBytes = 256 << 10;
    private const int Window = 16;

    private readonly SendImage order;
    private readonly string copyId;
    private readonly IActorRef asker;
    private readonly IImageStores stores;
    private readonly EntracteSettings settings;
    private readonly string root;
    private readonly string name;
    private IImageSource? source;
    private IActorRef receiver = ActorRefs.Nobody;
    private long[] sent = [];
    private long progress = Stopwatch.GetTimestamp();
    private long sentBytes;
    private int offer;
    private int file;
    private int unconfirmed;
    private bool isReading;
    private bool isAllSent;

    /// <param name="copyId">Unlike that of any other copy.</param>
    /// <param name="root">The directory of images.</param>
    /// <param name="name">As the images are filed.</param>
    public ImageSender(SendImage order, string copyId, string root, string name, IActorRef asker, IImageStores stores, EntracteSettings settings)
    {
        (this.order, this.copyId, this.root, this.name, this.asker, this.stores, this.settings) = (order, copyId, root, name, asker, stores, settings);
        Receive<Opened>(opened =>
        {
            source = opened.Source;
            Offer();
        });
        Receive<ImageWanted>(OnWanted, wanted => wanted.Offer == offer && receiver.IsNobody());
        Receive<ChunkRead>(OnRead);
        Receive<ChunkHeld>(_ => OnHeld(), held => held.Offer == offer);
        Receive<ImageWaits>(_ => HaveHeard(), waits => waits.Offer == offer);
        Receive<ImageHeld>(OnImageHeld);
        Receive<ImageRefused>(refused => Fail(refused.Failure));
        Receive<Silence>(_ => OnSilence());
        Receive<Failed>(failed => Fail(ThrownFailure.From(failed.Thrown, $"copying the image of {name}")));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var generation = order.Request.Generation > 0 ? order.Request.Generation : (int?)null;
        stores.RunAsync(() => new Opened(stores.OpenSource(root, name, generation, order.Nodes))).PipeTo(Self, failure: thrown => new Failed(thrown));
    }

    protected override void PostStop() => source?.Dispose();

    private void Offer()
    {
        offer++;
        receiver = ActorRefs.Nobody;
        (unconfirmed, isAllSent) = (0, false);
        Context.ActorSelection(order.Receiver).Tell(new ImageOffered
        {
            CopyId = copyId,
            Offer = offer,
            Name = source!.Name,
            Generation = source.Generation,
            ImagesDirectory = order.Request.ToDirectory.Length > 0 ? order.Request.ToDirectory : root,
            Files = [.. source.Files.Select(file => new OfferedFile { Name = file.Name, LengthBytes = file.LengthBytes })],
        });
        AwaitWord(settings.CopySilence);
    }

    private void OnWanted(ImageWanted wanted)
    {
        if (wanted.HeldBytes.Length != source!.Files.Count)
        {
            Fail(Failure.Of(FailureKind.Invalid, $"{order.Request.To} answered for {wanted.HeldBytes.Length} files instead of {source.Files.Count}"));
            return;
        }

        receiver = Sender;
        (sent, file) = (wanted.HeldBytes, 0);
        HaveHeard();
        Pump();
    }

    private void Pump()
    {
        if (isReading || unconfirmed == Window || receiver.IsNobody())
            return;
        while (file < sent.Length && sent[file] >= source!.Files[file].LengthBytes)
            file++;
        if (file < sent.Length)
        {
            isReading = true;
            var (of, name, offset) = (offer, source!.Files[file].Name, sent[file]);
            var length = (int)Math.Min(ChunkBytes, source.Files[file].LengthBytes - offset);
            stores.RunAsync(() => new ChunkRead(new ImageChunk { CopyId = copyId, Offer = of, File = name, Offset = offset, Bytes = source.Read(name, offset, length) }))
                .PipeTo(Self, failure: thrown => new Failed(thrown));
        }
        else if (unconfirmed == 0 && !isAllSent)
        {
            isAllSent = true;
            receiver.Tell(new ImageSent { CopyId = copyId, Offer = offer });
            // It reads all of it once more.
            AwaitWord(settings.CopySilence + TimeSpan.FromSeconds((double)SizeBytes / settings.SlowestBytesPerSecond));
        }
    }

    private void OnRead(ChunkRead read)
    {
        isReading = false;
        if (read.Chunk.Offer == offer)
        {
            sent[file] += read.Chunk.Bytes.Length;
            // The inventory comes first, and is sent in any case.
            sentBytes += file == 0 ? 0 : read.Chunk.Bytes.Length;
            unconfirmed++;
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

    private void OnSilence()
    {
        if (Stopwatch.GetElapsedTime(progress) > settings.CopyPatience)
            Fail(Failure.Of(
                FailureKind.NodeLost,
                $"node {order.Request.To} did not answer for {settings.CopyPatience.TotalSeconds} s; what it has of the image stays there, and another copy goes on from it"));
        else
            Offer();
    }

    private void HaveHeard()
    {
        progress = Stopwatch.GetTimestamp();
        AwaitWord(settings.CopySilence);
    }

    private void AwaitWord(TimeSpan time) => Timers.StartSingleTimer(SilenceTimer, new Silence(), time);

    private long SizeBytes => source!.Files.Skip(1).Sum(file => file.LengthBytes);

    private void Fail(Failure failure)
    {
        asker.Tell(failure);
        Context.Stop(Self);
    }

    private sealed record Opened(IImageSource Source) : INoSerializationVerificationNeeded;

    private sealed record ChunkRead(ImageChunk Chunk) : INoSerializationVerificationNeeded;

    private sealed record Failed(Exception Thrown) : INoSerializationVerificationNeeded;

    private sealed record Silence : INoSerializationVerificationNeeded;
}
