namespace Entracte.Coordinator.Crossings;

/// <summary>The way of a computation into another cluster, as it was found. It never leaves the coordinator.</summary>
/// <param name="Places">What each node takes there, by NODE@HOST:PORT, so that no node there is taken for one here.</param>
/// <param name="Doors">By the same names, the path of the node's agent. Each of them leads to the coordinator there.</param>
/// <param name="ImagesDirectory">Where the image is to lie there.</param>
/// <param name="NextGeneration">A number that is free on all of these nodes.</param>
internal sealed record Crossing(
    IReadOnlyDictionary<string, CrossingPlace> Places, IReadOnlyDictionary<string, string> Doors, string ImagesDirectory, int NextGeneration);
