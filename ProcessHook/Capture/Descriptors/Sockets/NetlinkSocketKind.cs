using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>netlink(7) sockets: which protocol, which port, which groups. What waits in them are answers and events of this machine, which mean nothing later.</summary>
internal sealed class NetlinkSocketKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Status.IsSocket && Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_DOMAIN) == Socket.AF_NETLINK;

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        if (context.SocketOptions.Of(file, context) is not { } options)
            return null;
        // struct sockaddr_nl: family, pad, port at 4, groups at 8.
        var address = Socket.LocalAddress(file.Handle);
        if (Ioctl.TryRead(file.Handle, Ioctl.FIONREAD, stackalloc byte[4]) && Ioctl.ReadInt32(file.Handle, Ioctl.FIONREAD) > 0)
            context.Note(file, "netlink messages that wait to be read will be missing after a restart");
        return new NetlinkSocketRecord
        {
            Type = Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_TYPE),
            Protocol = Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_PROTOCOL),
            Port = MemoryMarshal.Read<uint>(address.AsSpan(4)),
            Groups = MemoryMarshal.Read<uint>(address.AsSpan(8)),
            Options = options,
        };
    }
}
