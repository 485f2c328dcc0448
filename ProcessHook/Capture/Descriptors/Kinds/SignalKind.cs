using System.Globalization;
using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>signalfd(2). What it would read are pending signals, which belong to threads and process.</summary>
internal sealed class SignalKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Link == "anon_inode:[signalfd]";

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context) => new SignalDescriptorRecord
    {
        Mask = ulong.Parse(file.Info.Value("sigmask") ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture),
    };
}
