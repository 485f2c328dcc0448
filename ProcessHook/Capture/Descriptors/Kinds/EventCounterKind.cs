using System.Globalization;
using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>eventfd(2).</summary>
internal sealed class EventCounterKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Link == "anon_inode:[eventfd]";

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context) => new EventCounterRecord
    {
        // The kernel prints it in hexadecimal, without saying so (fs/eventfd.c, eventfd_show_fdinfo).
        Count = ulong.Parse(file.Info.Value("eventfd-count") ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        IsSemaphore = file.Info.Value("eventfd-semaphore") == "1",
    };
}
