using Akka.Actor;

namespace Entracte.Coordinator.Migrations;

/// <summary>Who still awaits parts of an image, and from whom. Used by one actor.</summary>
internal sealed class CarriedParts(MigrationPlan plan, int generation, IActorRef owner)
{
    private readonly Dictionary<string, (string Target, string[] Sources)> awaited = plan.Transfers.ToDictionary(_ => Guid.CreateVersion7().ToString("n"));

    public bool IsComplete => awaited.Count == 0;

    /// <summary>That went over links.</summary>
    public long Bytes { get; private set; }

    /// <summary>The order to expect and the offer take different ways, and either may be lost: said until all has come.</summary>
    public void Order()
    {
        foreach (var (id, (target, sources)) in awaited)
        {
            var expected = new ExpectImage { TransferId = id, ImagesDirectory = plan.Departure.ImagesDirectory, Name = plan.Departure.Name, Generation = generation, Nodes = sources };
            plan.Order.Agents[target].Tell(expected, owner);
            var offer = new OfferImage { TransferId = id, ImagesDirectory = expected.ImagesDirectory, Name = expected.Name, Generation = generation };
            foreach (var source in sources)
                plan.Order.Agents[source].Tell(offer, plan.Order.Agents[target]);
        }
    }

    public void Arrive(ImageCarried carried)
    {
        if (awaited.Remove(carried.TransferId))
            Bytes += carried.Bytes;
    }

    public bool Awaits(string node) => awaited.Values.Any(transfer => transfer.Target == node || transfer.Sources.Contains(node));
}
