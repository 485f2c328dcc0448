using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Copies;

namespace Entracte.Coordinator.Migrations;

/// <summary>What of an image is still on its way, from where and to where. Used by one actor.</summary>
internal sealed class CarriedParts(MigrationPlan plan, AttemptKey key)
{
    private readonly HashSet<(string Source, string Target)> awaited = [.. plan.Transfers.SelectMany(transfer => transfer.Sources.Select(source => (source, transfer.Target)))];

    private readonly List<(string Source, string Target)> held = [];

    public bool IsComplete => awaited.Count == 0;

    /// <summary>By node that has parts, where else they are now. A directory that two nodes share is one place.</summary>
    public IReadOnlyDictionary<string, string[]> Held => held.GroupBy(transfer => transfer.Source).ToDictionary(
        parts => parts.Key, parts => parts.Select(transfer => plan.Order.Crossing is null ? transfer.Target : $"{transfer.Target}@").ToArray());

    /// <summary>That went over links.</summary>
    public long Bytes { get; private set; }

    /// <summary>One for each node that has parts and each that needs them.</summary>
    public IEnumerable<SendImage> Orders => awaited.Select(transfer => new SendImage
    {
        Request = new ImageCopyRequest
        {
            Target = plan.Departure.Name,
            Generation = key.Generation,
            ImagesDirectory = plan.Departure.ImagesDirectory,
            From = transfer.Source,
            To = transfer.Target,
            ToDirectory = plan.Order.Crossing?.ImagesDirectory ?? plan.Departure.ImagesDirectory,
            RequestId = $"{key.Epoch}-{key.Serial}-{transfer.Source}-{transfer.Target}",
        },
        Receiver = plan.Order.Doors[transfer.Target],
        Nodes = [transfer.Source],
    });

    public void Arrive(PartsCarried carried)
    {
        if (!awaited.Remove((carried.Source, carried.Target)))
            return;
        Bytes += carried.Bytes;
        if (carried.Bytes > 0)
            held.Add((carried.Source, carried.Target));
    }

    public bool Awaits(string node) => awaited.Any(transfer => transfer.Target == node || transfer.Source == node);
}
