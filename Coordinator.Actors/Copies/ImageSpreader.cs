using Akka.Actor;
using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Copies;

/// <summary>
/// Has the parts of one committed image copied from the nodes that wrote them to others, and answers who asked for the checkpoint when that is done: then as many
/// copies exist as the computation wants, or the warnings say why not. Only then older images go, everywhere.
/// </summary>
internal sealed class ImageSpreader : ReceiveActor
{
    private readonly SpreadImage order;
    private readonly IReadOnlyDictionary<string, CopyPlace> places;
    private readonly EntracteSettings settings;
    private readonly Dictionary<string, int> copies;
    private readonly HashSet<string> holders;
    private readonly List<string> warnings = [];
    private int awaited;

    /// <param name="places">The nodes that can be reached.</param>
    public ImageSpreader(SpreadImage order, IReadOnlyDictionary<string, CopyPlace> places, EntracteSettings settings)
    {
        (this.order, this.places, this.settings) = (order, places, settings);
        copies = order.Committed.Processes.Select(process => process.Node).Distinct().ToDictionary(node => node, _ => 1);
        holders = [.. copies.Keys];
        Receive<Answered>(OnAnswered);
    }

    /// <summary>What one node has written of an image, to one partner: the same order whether only its pages can go ahead or all of it is there.</summary>
    public static SendImage CopyOf(string computationId, string name, int generation, string imagesDirectory, string source, string partner, CopyPlace place) => new()
    {
        Request = new ImageCopyRequest
        {
            Target = name,
            Generation = generation,
            ImagesDirectory = imagesDirectory,
            From = source,
            To = partner,
            ToDirectory = imagesDirectory,
            RequestId = $"{computationId}-{generation}-{partner}",
        },
        Receiver = place.Path,
        Nodes = [source],
    };

    protected override void PreStart()
    {
        foreach (var source in copies.Keys)
            SendFrom(source);
        EndWhenAllAnswered();
    }

    private void SendFrom(string source)
    {
        var partners = PartnerChoice.Of(source, [.. places.Keys], order.Standing.Partners, order.Standing.Copies - 1);
        if (partners.Count < order.Standing.Copies - 1)
            warnings.Add($"of {order.Standing.Copies} copies of what {source} has written there can be only {partners.Count + 1}: no other node is there to take one");
        if (!places.TryGetValue(source, out var from))
        {
            warnings.Add($"{source} cannot be reached any more; what it has written was not copied");
            return;
        }

        foreach (var partner in partners)
        {
            awaited++;
            var copy = CopyOf(order.Committed.ComputationId, order.Committed.Name, order.Committed.Generation, order.ImagesDirectory, source, partner, places[partner]);
            from.Agent.Ask<object>(copy, LongestTime).PipeTo(
                Self, success: answer => new Answered(source, partner, answer), failure: thrown => new Answered(source, partner, thrown));
        }
    }

    private void OnAnswered(Answered answered)
    {
        awaited--;
        switch (answered.Answer)
        {
            case ImageCopyResult { SentBytes: 0 }:
                warnings.Add($"{answered.Source} and {answered.Partner} share {order.ImagesDirectory}: that is one copy and not two");
                break;
            case ImageCopyResult:
                copies[answered.Source]++;
                holders.Add(answered.Partner);
                break;
            case Failure failure:
                warnings.Add($"no copy from {answered.Source} on {answered.Partner}: {failure.Reason}");
                break;
            default:
                warnings.Add($"no copy from {answered.Source} on {answered.Partner}: {answered.Source} did not say what became of it");
                break;
        }

        EndWhenAllAnswered();
    }

    private void EndWhenAllAnswered()
    {
        if (awaited > 0)
            return;
        var fewest = copies.Values.DefaultIfEmpty(1).Min();
        var isDurable = fewest >= order.Standing.Copies;
        if (isDurable && order.Keep > 0)
        {
            foreach (var place in holders.Where(places.ContainsKey).Select(node => places[node]))
                place.Agent.Tell(new RetireImages
                {
                    Name = order.Committed.Name,
                    ImagesDirectory = order.ImagesDirectory,
                    Keep = order.Keep,
                    Newest = order.Committed.Generation,
                    ComputationId = order.Committed.ComputationId,
                });
        }

        Context.Parent.Tell(new ImageSpread
        {
            ComputationId = order.Committed.ComputationId,
            Name = order.Committed.Name,
            Generation = order.Committed.Generation,
            Copies = fewest,
            Warnings = [.. warnings],
        });
        order.Asker.Tell(order.Committed with { Copies = fewest, Warnings = [.. order.Committed.Warnings, .. warnings] });
        Context.Stop(Self);
    }

    /// <summary>A node that dies does not answer; the rest is as the copy's own time has it.</summary>
    private TimeSpan LongestTime
        => settings.CopyPatience + settings.CopyPatience + TimeSpan.FromSeconds(2.0 * order.Committed.SizeBytes / settings.SlowestBytesPerSecond);

    private sealed record Answered(string Source, string Partner, object Answer) : INoSerializationVerificationNeeded;
}
