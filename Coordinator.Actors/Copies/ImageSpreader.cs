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
    private bool isOver;

    /// <param name="places">The nodes that can be reached.</param>
    public ImageSpreader(SpreadImage order, IReadOnlyDictionary<string, CopyPlace> places, EntracteSettings settings)
    {
        (this.order, this.places, this.settings) = (order, places, settings);
        copies = order.Committed.Processes.Select(process => process.Node).Distinct().ToDictionary(node => node, node => 1 + HeldOf(node).Length);
        holders = [.. copies.Keys, .. order.Held.Values.SelectMany(nodes => nodes)];
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

    /// <summary>Why what has an image of which there are fewer copies than it wants does not end.</summary>
    /// <returns>Null: there are enough.</returns>
    public static Failure? NotDurable(CheckpointResult spread, StandingOrders standing) => spread.Copies >= standing.Copies ? null : Failure.Of(
        FailureKind.NotDurable,
        $"{spread.Name}: generation {spread.Generation} is in {spread.Directory}, but of {standing.Copies} copies there {(spread.Copies == 1 ? "is only 1" : $"are only {spread.Copies}")}, "
        + $"so that nothing was ended and it runs on: {string.Join("; ", spread.Warnings)}");

    protected override void PreStart()
    {
        foreach (var source in copies.Keys)
            SendFrom(source);
        EndWhenAllAnswered();
    }

    /// <summary>Somebody may be standing still for the answer.</summary>
    protected override void PostStop()
    {
        if (!isOver)
            order.Asker.Tell(order.Committed with { Warnings = [.. order.Committed.Warnings, "the copying broke off; see the log of the coordinator"] });
    }

    private void SendFrom(string source)
    {
        var wanted = order.Standing.Copies - copies[source];
        if (wanted <= 0)
            return;
        var partners = PartnerChoice.Of(source, [.. places.Keys.Except(HeldOf(source))], order.Standing.Partners, wanted);
        if (partners.Count < wanted)
            warnings.Add($"of {order.Standing.Copies} copies of what {source} has written there can be only {partners.Count + copies[source]}: no other node is there to take one");
        if (!places.TryGetValue(source, out var from))
        {
            warnings.Add($"{source} cannot be reached any more; what it has written was not copied");
            return;
        }

        foreach (var partner in partners)
        {
            awaited++;
            var copy = CopyOf(order.Committed.ComputationId, order.Committed.Name, order.Committed.Generation, order.ImagesDirectory, source, partner, places[partner]);
            Context.ActorOf(Courier(copy, from.Agent, Self));
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
        }

        EndWhenAllAnswered();
    }

    private void EndWhenAllAnswered()
    {
        if (awaited > 0)
            return;
        isOver = true;
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
                    Half = order.Half,
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

    private string[] HeldOf(string source) => order.Held.GetValueOrDefault(source, []);

    private Props Courier(SendImage copy, ICanTell source, IActorRef self)
        => Props.Create(() => new ImageCourier(copy, source, self, answer => new Answered(copy.Request.From, copy.Request.To, answer), settings));

    private sealed record Answered(string Source, string Partner, object Answer) : INoSerializationVerificationNeeded;
}
