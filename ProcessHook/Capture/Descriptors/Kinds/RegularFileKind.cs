using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>Files with a name, also those of /proc and /sys.</summary>
internal sealed class RegularFileKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Status.IsRegular && file.Status.Links > 0 && file.Link.StartsWith('/');

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        if (FileSystem.IsMadeByKernel(file.Handle))
            return MadeByKernel(file, context);
        if (!NamedFiles.StillHasItsName(file))
        {
            return context.Refuse(file, $"{file.Link} does not lead to the open file any more, which lives on under another name or in another place.",
                "Close the file, or put it back under that name.");
        }
        return new RegularFileRecord
        {
            Path = file.Link,
            OffsetBytes = file.Info.Position,
            LengthBytes = file.Status.LengthBytes,
            ModifiedUnixNanoseconds = file.Status.ModifiedUnixNanoseconds,
            Device = file.Status.Device,
            Inode = file.Status.Inode,
        };
    }

    private static OpenFileRecord? MadeByKernel(OpenFile file, CaptureContext context)
    {
        var parts = file.Link.Split('/');
        return parts is ["", "proc", var first, ..] && int.TryParse(first, out var pid) && context.Members.All(member => member.Pid != pid)
            ? context.Refuse(file, $"{file.Link} belongs to a process outside of the computation, which will not be there after a restart.", "Close it, or try again when it is closed.")
            : new RegularFileRecord { Path = file.Link, OffsetBytes = file.Info.Position, IsMadeByKernel = true };
    }
}
