using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>
/// The memfds and unlinked files of a computation, each known by device and inode, however many descriptors, mappings and processes it has.
/// Descriptors are captured first; the memory's capture then finds here what it has mapped.
/// </summary>
public sealed class UnnamedFiles : IDisposable
{
    private readonly Dictionary<FileIdentity, UnnamedFile> files = [];

    public IReadOnlyCollection<UnnamedFile> All => files.Values;

    public UnnamedFile? Find(FileIdentity identity) => files.GetValueOrDefault(identity);

    public void Add(FileIdentity identity, UnnamedFile file) => files.Add(identity, file);

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Content.Dispose();
    }
}
