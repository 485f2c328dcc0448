using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>inotify(7). Events that waited to be read are not part of an image; <see cref="LostEvents"/> says whether there were any.</summary>
[MessagePackObject]
public sealed record InotifyRecord : OpenFileRecord
{
    [Key(10)]
    public InotifyWatchRecord[] Watches { get; init; } = [];

    [Key(11)]
    public bool LostEvents { get; init; }
}
