using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>A mere place in the file system: whatever was opened with O_PATH.</summary>
internal sealed class PathKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => (file.Info.StatusFlags & Fcntl.O_PATH) != 0;

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
        => NamedFiles.StillHasItsName(file)
            ? new DeviceRecord { Path = file.Link }
            : context.Refuse(file, $"{file.Link} was opened with O_PATH and its name is gone.", "Close it, or put the file back under that name.");
}
