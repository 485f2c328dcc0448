using System.Diagnostics;
using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Copies;

/// <summary>Takes one image from another node. It does one thing after the other, beside the actors' threads, and ends when it has not heard anything for long.</summary>
internal sealed class ImageReceiver : ReceiveActor
{
    private readonly IImageStores stores;
    private readonly string node;
    private readonly string root;
    private readonly TimeSpan patience;
    private IImageIntake? intake;
    private (string CopyId, int Offer) current = ("", 0);
    private bool isAhead;
    private long heard;
    private long? waitingSince;

    /// <param name="root">The directory of images where it shall be.</param>
    public ImageReceiver(string root, IImageStores stores, EntracteSettings settings)
    {
        (this.root, this.stores, node, patience) = (root, stores, settings.NodeName, settings.CopyPatience);
        SetReceiveTimeout(settings.CopyPatience);
        // What was only sent ahead is nobody's before the image is offered.
        Receive<ImageOffered>(RefuseSecond, offered => offered.CopyId != current.CopyId && Stopwatch.GetElapsedTime(heard) < settings.CopySilence && current.Offer > 0 && !isAhead);
        ReceiveAsync<ImageOffered>(offered => AnswerAsync(offered, offered.Offer, () => Take(offered)));
        ReceiveAsync<ImageChunk>(chunk => AnswerAsync(chunk, chunk.Offer, () => Write(chunk)), chunk => (chunk.CopyId, chunk.Offer) == current);
        ReceiveAsync<ImageSent>(sent => AnswerAsync(sent, sent.Offer, () => Complete(sent)), sent => (sent.CopyId, sent.Offer) == current);
        ReceiveAsync<CopyAbandoned>(AbandonAsync, abandoned => isAhead && (abandoned.CopyId, abandoned.Offer) == current);
        ReceiveAsync<PlaceDue>(due => AnswerAsync(due.Sent, due.Sent.Offer, () => Complete(due.Sent)), due => (due.Sent.CopyId, due.Sent.Offer) == current);
        Receive<PlaceDue>(_ => { });
        Receive<ICopyMessage>(_ => { }); // of an offer that has been made anew
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
    }

    protected override void PostStop() => intake?.Dispose();

    private async Task AnswerAsync(ICopyMessage message, int offer, Func<ICopyMessage> work)
    {
        var sender = Sender;
        heard = Stopwatch.GetTimestamp();
        ICopyMessage answer;
        try
        {
            answer = await stores.RunAsync(work);
        }
        catch (Exception thrown)
        {
            answer = new ImageRefused { CopyId = message.CopyId, Offer = offer, Failure = ThrownFailure.From(thrown, $"copy of an image to {node}") };
        }

        sender.Tell(answer, Self);
        if (answer is ImageHeld or ImageRefused)
            Context.Stop(Self);
        else if (answer is ImageWaits)
            Self.Tell(new PlaceDue((ImageSent)message), sender);
    }

    private void RefuseSecond(ImageOffered offered) => Sender.Tell(new ImageRefused
    {
        CopyId = offered.CopyId,
        Offer = offered.Offer,
        Failure = Failure.Of(FailureKind.Busy, $"generation {offered.Generation} of {offered.Name} is being copied to {root} on {node} already"),
    });

    private ImageWanted Take(ImageOffered offered)
    {
        // The length of what has been written is looked at anew.
        intake?.Dispose();
        intake = null;
        CopiedFile[] files = [.. offered.Files.Select(file => new CopiedFile(file.Name, file.LengthBytes))];
        intake = offered.IsAhead
            ? stores.OpenIntakeAhead(root, offered.Name, offered.Generation, files, isAnew: offered.CopyId != current.CopyId)
            : stores.OpenIntake(root, offered.Name, offered.Generation, files);
        (current, isAhead) = ((offered.CopyId, offered.Offer), offered.IsAhead);
        return new ImageWanted { CopyId = offered.CopyId, Offer = offered.Offer, HeldBytes = [.. intake.HeldBytes] };
    }

    private ChunkHeld Write(ImageChunk chunk)
    {
        intake!.Write(chunk.File, chunk.Offset, chunk.Bytes);
        return new ChunkHeld { CopyId = chunk.CopyId, Offer = chunk.Offer };
    }

    private ICopyMessage Complete(ImageSent sent)
    {
        if (intake!.Complete())
            return new ImageHeld { CopyId = sent.CopyId, Node = node, Directory = intake.Place };
        waitingSince ??= Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(waitingSince.Value) < patience ? new ImageWaits { CopyId = sent.CopyId, Offer = sent.Offer } : throw new ImageStoreException(
            $"A checkpoint has been written to {Path.GetDirectoryName(intake.Place)} for {patience.TotalSeconds} s; what came stays there, copy again when it is over.");
    }

    private async Task AbandonAsync(CopyAbandoned abandoned)
    {
        await stores.RunAsync(() => intake?.Abandon());
        Context.Stop(Self);
    }

    private sealed record PlaceDue(ImageSent Sent) : INoSerializationVerificationNeeded;
}
