using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// A TCP socket whose connection could not be made: it asks one that is bound and does not listen, which refuses. That waits to be told as it did, or is taken, because it was told before.
/// </summary>
internal static class FailedConnection
{
    private const int AddressBytesMost = 128;

    /// <param name="husk">Where the socket is, not blocking.</param>
    /// <param name="socket">Its record.</param>
    public static void Make(HuskDescriptors husk, InternetSocketRecord socket)
    {
        const string What = "A connection cannot be refused again";
        var number = husk.NumberOf(socket.OpenFileId);
        var batch = husk.Begin();
        // Whether the program or the kernel has chosen the port is not told; the kernel's has been given up meanwhile, and may be somebody else's.
        if (socket.LocalAddress.Length > 0)
            batch.Add(SystemCall.bind, number, batch.AddData(socket.LocalAddress), socket.LocalAddress.Length);
        var nobody = InternetAddress.OfFamily(new IPEndPoint(Refuser(socket), 0), socket.Family);
        var refuser = husk.Add(What, SystemCall.socket, socket.Family, socket.Type | Socket.SOCK_CLOEXEC, socket.Protocol);
        husk.Add(What, SystemCall.bind, SyscallArgument.ResultOf(refuser), batch.AddData(nobody), nobody.Length);
        var address = batch.AddSpace(AddressBytesMost);
        husk.Add(What, SystemCall.getsockname, SyscallArgument.ResultOf(refuser), address, batch.AddData(AddressBytesMost));
        batch.Add(SystemCall.connect, number, address, nobody.Length);
        husk.Close(SyscallArgument.ResultOf(refuser));
        if (!socket.IsFailureUntold)
            batch.Add(SystemCall.getsockopt, number, Socket.SOL_SOCKET, Socket.SO_ERROR, batch.AddSpace(sizeof(int)), batch.AddData(sizeof(int)));
        husk.Send();
    }

    /// <summary>An address that a socket of this family and address reaches without leaving the host.</summary>
    private static IPAddress Refuser(InternetSocketRecord socket)
    {
        var isMapped = socket.LocalAddress.Length > 0 && InternetAddress.Parse(socket.LocalAddress).Address.IsIPv4MappedToIPv6;
        return socket.Family == Socket.AF_INET || isMapped ? IPAddress.Loopback : IPAddress.IPv6Loopback;
    }
}
