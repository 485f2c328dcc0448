using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

internal sealed class InMemoryImage(string place, InventoryRecord inventory, PartWriters parts) : IImageReader, IDisposable
{
    public string Place => place;

    public InventoryRecord Inventory => inventory;

    public bool HasPart(PartRecord part) => parts.Find(part.Pid) is not null;

    /// <summary>The file has no name any more, but /proc opens it anew by its descriptor (proc_pid_fd(5)).</summary>
    public ProcessFileReader OpenPart(PartRecord part)
    {
        var file = parts.Find(part.Pid)?.File ?? throw new ImageStoreException($"The image has no part for pid {part.Pid}.");
        return PartCheck.Required(ProcessFileReader.Open(ExistingFile.Open($"/proc/self/fd/{file.DangerousGetHandle()}"), $"{place}/{part.FileName}"), part);
    }

    public void Dispose() => parts.Dispose();
}
