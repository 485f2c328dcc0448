using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>The memory devices (mem(4), null(4), random(4)): all that a program can notice of them is that they are there.</summary>
internal sealed class DeviceKind : DescriptorKind
{
    private const uint MemoryDevices = 1;

    /// <summary>null, zero, full, random, urandom.</summary>
    private static readonly uint[] Stateless = [3, 5, 7, 8, 9];

    public override bool Recognizes(OpenFile file) => file.Status.IsCharacterDevice || file.Status.IsBlockDevice;

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
        => file.Status.IsCharacterDevice && file.Status.RepresentedNumbers is (MemoryDevices, var minor) && Stateless.Contains(minor)
            ? new DeviceRecord { Path = file.Link, Device = file.Status.RepresentedDevice, Position = file.Info.Position }
            : context.Refuse(file, $"The device {file.Link} keeps a state that cannot be captured.", "Close it before the checkpoint and open it again afterwards.");
}
