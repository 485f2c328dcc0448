using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>A copy of an image in which something is otherwise, with checksums that are right: a restart has to judge it by what it says.</summary>
internal static class AlteredImage
{
    /// <returns>The directory of the copy, below <paramref name="root"/>.</returns>
    public static string Write(string original, string root, Func<ProcessFileRecord, ProcessFileRecord> change)
    {
        var image = DirectoryImageReader.Open(original);
        using var writer = new DirectoryImageStore(root).Begin(image.Inventory.Name, 1);
        foreach (var part in image.Inventory.Parts)
        {
            using var source = image.OpenPart(part);
            var copy = writer.CreatePart(part.Pid);
            foreach (var extent in source.Record.Extents)
            {
                var bytes = new byte[extent.LengthBytes];
                source.Read(extent, bytes);
                copy.Append(extent.ObjectId, extent.Address, bytes);
            }

            copy.Complete(change(source.Record));
        }

        writer.Commit(image.Inventory);
        return writer.Place;
    }
}
