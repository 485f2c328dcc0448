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
        {
            return NamedFiles.BelongsToStranger(file, context)
                ? NamedFiles.RefuseStrangers(file, context)
                : new RegularFileRecord { Path = file.Link, OffsetBytes = file.Info.Position, IsMadeByKernel = true };
        }
        if (!NamedFiles.StillHasItsName(file))
        {
            if (file.StandardNumbers.Length > 0)
                return FromOutside(file, context);
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

    /// <summary>Whoever redirected a standard stream may have rights that the program's user has not (sudo, a service manager), or has moved the file since (logrotate).</summary>
    private static ExternalStreamRecord FromOutside(OpenFile file, CaptureContext context)
    {
        context.Note(file, $"{file.Link} cannot be found under that name by the program's user; a restart puts its own standard stream in its place");
        return new ExternalStreamRecord { Kind = ExternalStreamKind.File, Name = file.Link, StandardNumbers = file.StandardNumbers };
    }
}
