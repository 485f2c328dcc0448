namespace Entracte.ImageFormat.Stores;

/// <summary>Which images go when only so many are to be kept. It is applied behind a commit, never before one.</summary>
public static class Retention
{
    /// <summary>
    /// Keeps the newest, and whatever older ones these have pages in, directly or through others; removes the rest. One that was not waited for takes no other's place but that
    /// of its like: as many of those stay as well, where they are newer.
    /// </summary>
    /// <param name="keep">At least 1.</param>
    /// <param name="newest">The newest that counts: what is newer stays, and takes no other's place, because nobody has said yet that it is whole. Null: all count.</param>
    /// <param name="half">Generations that are not whole, because parts of them lie nowhere: they take no other's place, and go with what is older than those that stay. Null: none.</param>
    /// <returns>The generations that were removed.</returns>
    public static IReadOnlyList<int> KeepNewest(this IImageStore store, string name, int keep, int? newest = null, IReadOnlyCollection<int>? half = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        var images = store.List(name);
        var parents = images.ToDictionary(image => image.Generation, image => image.Inventory?.ParentGeneration);
        var needed = new HashSet<int>();
        var counting = images.Where(image => Counts(image, newest, half)).ToList();
        var unsynced = counting.Where(image => image.Inventory is { IsUnsynced: true }).ToList();
        var synced = counting.Except(unsynced).TakeLast(keep).ToList();
        var newerUnsynced = unsynced.Where(image => synced.Count == 0 || image.Generation > synced[^1].Generation).TakeLast(keep);
        var oldest = synced.Count < keep ? 0 : synced[0].Generation;
        foreach (var image in synced.Concat(newerUnsynced).Concat(images.Except(counting).Where(image => image.Generation >= oldest)))
        {
            for (int? generation = image.Generation; generation is { } number && needed.Add(number);)
                generation = parents.GetValueOrDefault(number);
        }
        // A damaged image cannot tell what it needs; it and all before it stay until somebody has looked.
        var firstDamaged = images.LastOrDefault(image => image.Inventory is null && needed.Contains(image.Generation))?.Generation ?? 0;
        var removed = images.Select(image => image.Generation).Where(generation => !needed.Contains(generation) && generation > firstDamaged).ToArray();
        foreach (var generation in removed)
            store.Remove(name, generation);
        return removed;
    }

    /// <summary>
    /// The oldest generation of a row that has as many as are to be kept: of those of another store that were to be the same, none before it has to stay. Null where there are fewer here, as
    /// where a computation has just come to.
    /// </summary>
    /// <inheritdoc cref="KeepNewest"/>
    public static int? OldestKept(this IImageStore store, string name, int keep, int? newest = null, IReadOnlyCollection<int>? half = null)
    {
        var images = store.List(name);
        return images.Count(image => Counts(image, newest, half) && image.Inventory is { IsUnsynced: false }) >= keep ? images[0].Generation : null;
    }

    private static bool Counts(StoredImage image, int? newest, IReadOnlyCollection<int>? half)
        => image.Generation <= (newest ?? image.Generation) && half?.Contains(image.Generation) != true;

    /// <summary>
    /// Removes what another store of the same computation has removed: all before the oldest that is kept there, but what later ones have pages in. What cannot be read, or is another
    /// computation's of the same name, stays.
    /// </summary>
    /// <returns>The generations that were removed.</returns>
    public static IReadOnlyList<int> RemoveBefore(this IImageStore store, string name, string computationId, int oldest)
    {
        var images = store.List(name);
        var parents = images.ToDictionary(image => image.Generation, image => image.Inventory?.ParentGeneration);
        var needed = new HashSet<int>();
        foreach (var image in images.Where(image => image.Generation >= oldest))
        {
            for (int? generation = image.Generation; generation is { } number && needed.Add(number);)
                generation = parents.GetValueOrDefault(number);
        }

        var removed = images.Where(image => !needed.Contains(image.Generation) && image.Inventory?.ComputationId == computationId).Select(image => image.Generation).ToArray();
        foreach (var generation in removed)
            store.Remove(name, generation);
        return removed;
    }
}
