using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

internal sealed class DirectoryKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Status.IsDirectory;

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
        => NamedFiles.BelongsToStranger(file, context) ? NamedFiles.RefuseStrangers(file, context)
            : NamedFiles.StillHasItsName(file) ? new DirectoryRecord { Path = file.Link, Position = file.Info.Position }
            : context.Refuse(file, $"The directory {file.Link} has been removed or replaced while open.", "Close it, or make it again.");
}
