using Entracte.ProcessHook.Restore.Splitting;

namespace Entracte.Coordinator.Rollbacks;

/// <summary>
/// On which nodes the processes of an image have gone on from it, which need not be those that wrote it. Nothing is known of images that were taken since: their processes are where they were written.
/// Who was spread over several nodes goes back together, as long as there is no later image.
/// </summary>
/// <param name="Generation">Of the image; 0: nothing is known of any.</param>
/// <param name="Places">By node that wrote it, the node of its processes.</param>
internal sealed record Whereabouts(int Generation, IReadOnlyDictionary<string, string> Places)
{
    public static Whereabouts Unknown { get; } = new(0, new Dictionary<string, string>());

    /// <param name="generation">Of the image.</param>
    /// <param name="imageNodes">Those that wrote it.</param>
    /// <param name="places">By node, the nodes of the image whose processes it has; an empty list means all of the image.</param>
    public static Whereabouts Of(int generation, IReadOnlyList<string> imageNodes, IReadOnlyDictionary<string, string[]> places)
        => new(generation, places.SelectMany(place => (place.Value.Length > 0 ? place.Value : imageNodes).Select(part => (Part: part, place.Key)))
            .Where(pair => NodeShare.Parse(pair.Part).IsWhole).ToDictionary(pair => pair.Part, pair => pair.Key));

    /// <summary>Of the processes of an image. When it has but one part, it is where a program of it has crashed.</summary>
    /// <param name="generation">Of the image.</param>
    /// <param name="imageNodes">Those that wrote it.</param>
    /// <param name="crashed">The node of the program that crashed; empty: none did.</param>
    public IReadOnlyDictionary<string, string> In(int generation, IReadOnlyList<string> imageNodes, string crashed)
    {
        if (generation == Generation)
            return Places;
        return imageNodes.Count == 1 && crashed.Length > 0 ? new Dictionary<string, string> { [imageNodes[0]] = crashed } : Unknown.Places;
    }
}
