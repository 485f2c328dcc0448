using System.Text;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Memory;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>Makes sockets in a husk: the call itself, options, names, listening.</summary>
internal static class SocketMaking
{
    private const int MSG_DONTWAIT_NOSIGNAL = 0x4040;
    private const int SO_BINDTODEVICE = 25;
    private const int EPERM = 1;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;

    /// <summary>Makes a unix socket with its options and its name, listening if it was.</summary>
    public static void Make(HuskDescriptors husk, UnixSocketRecord socket)
    {
        var what = What(socket);
        husk.Begin();
        husk.Keep(socket.OpenFileId, SyscallArgument.ResultOf(husk.Add(what, SystemCall.socket, Socket.AF_UNIX, socket.Type | Socket.SOCK_CLOEXEC, 0)), what);
        husk.Send();
        if (!husk.Has(socket.OpenFileId))
            return;
        SetOptions(husk, socket.OpenFileId, socket.Options, what);
        Bind(husk, socket);
        if (socket.State == SocketState.Listening)
            UnixMakers.As(socket.PeerCredentials, husk.Begin(), () => husk.Add(what, SystemCall.listen, husk.NumberOf(socket.OpenFileId), socket.Backlog));
        husk.Send();
    }

    public static void Make(HuskDescriptors husk, InternetSocketRecord socket)
    {
        var what = What(socket);
        // A listening socket accepts at the restart, too, and must not block then, nor who is to be refused; its own flags come with those of all others.
        var type = socket.Type | Socket.SOCK_CLOEXEC | (socket.State == SocketState.Listening || socket.HasFailed ? Socket.SOCK_NONBLOCK : 0);
        husk.Begin();
        husk.Keep(socket.OpenFileId, SyscallArgument.ResultOf(husk.Add(what, SystemCall.socket, socket.Family, type, socket.IsMultipath ? Socket.IPPROTO_MPTCP : socket.Protocol)), what);
        husk.Send();
        if (!husk.Has(socket.OpenFileId))
            return;
        SetOptions(husk, socket.OpenFileId, socket.Options.Where(option => socket.State != SocketState.Listening || !IsDeferring(option)), what);
        if (socket.HasFailed)
        {
            FailedConnection.Make(husk, socket);
            return;
        }

        var number = husk.NumberOf(socket.OpenFileId);
        if (socket.LocalAddress.Length > 0)
            husk.Add(what, SystemCall.bind, number, husk.Begin().AddData(socket.LocalAddress), socket.LocalAddress.Length);
        if (socket.State == SocketState.Listening)
            Listen(husk, socket.OpenFileId, socket.Backlog, what);
        if (socket is { State: SocketState.Connected, PeerAddress.Length: > 0, Protocol: Socket.IPPROTO_UDP })
            husk.Add(what, SystemCall.connect, number, husk.Begin().AddData(socket.PeerAddress), socket.PeerAddress.Length);
        husk.Send();
    }

    public static void Make(HuskDescriptors husk, NetlinkSocketRecord socket)
    {
        const string What = "A netlink socket cannot be made";
        var batch = husk.Begin();
        var made = husk.Add(What, SystemCall.socket, Socket.AF_NETLINK, socket.Type | Socket.SOCK_CLOEXEC, socket.Protocol);
        // struct sockaddr_nl: family, pad, port at 4, groups at 8.
        var address = new byte[12];
        BitConverter.TryWriteBytes(address, (ushort)Socket.AF_NETLINK);
        BitConverter.TryWriteBytes(address.AsSpan(4), socket.Port);
        BitConverter.TryWriteBytes(address.AsSpan(8), socket.Groups);
        if (socket.Port != 0 || socket.Groups != 0)
            husk.Add(What, SystemCall.bind, SyscallArgument.ResultOf(made), batch.AddData(address), address.Length);
        husk.Keep(socket.OpenFileId, SyscallArgument.ResultOf(made), What);
        husk.Send();
        SetOptions(husk, socket.OpenFileId, socket.Options, What);
        husk.Send();
    }

    public static void SetOptions(HuskDescriptors husk, ulong socketId, IEnumerable<SocketOptionRecord> options, string what)
        => SetOptions(husk, socketId, options, () => what);

    public static void SetOptions(HuskDescriptors husk, ulong socketId, IEnumerable<SocketOptionRecord> options, Func<string> what)
    {
        foreach (var option in options)
        {
            if (option is { Level: Socket.SOL_SOCKET, Name: Socket.SO_GET_FILTER })
            {
                AttachFilter(husk, husk.NumberOf(socketId), option.Value, what);
                continue;
            }
            var batch = husk.Begin();
            var number = husk.NumberOf(socketId);
            if (option is { Level: Socket.SOL_SOCKET, Name: SO_BINDTODEVICE })
            {
                BindToDevice(husk, number, option, what);
                continue;
            }

            if (MulticastGroups.IsAbout(option))
            {
                Join(husk, number, option, what);
                continue;
            }

            husk.Add(() => $"{what()} (option {option.Level}/{option.Name})", SystemCall.setsockopt, number, option.Level, option.Name, batch.AddData(option.Value), option.Value.Length);
            // Somebody with the privilege had it made larger than anybody may. Whoever does not have it gets what anybody may.
            if (option is { Level: Socket.SOL_SOCKET, Name: Socket.SO_SNDBUF or Socket.SO_RCVBUF } && 2L * BitConverter.ToInt32(option.Value) > BufferSize.Most(option.Name))
                batch.Add(SystemCall.setsockopt, number, option.Level, BufferSize.Forced(option.Name), batch.AddData(option.Value), option.Value.Length);
        }
    }

    /// <summary>TCP_DEFER_ACCEPT: nobody is accepted before he has sent something. It is set when those have come back who had been accepted.</summary>
    public static bool IsDeferring(SocketOptionRecord option) => option is { Level: Socket.IPPROTO_TCP, Name: 9 };

    /// <summary>Who was accepted has the interface of the listening socket already, and only root may set it once more.</summary>
    private static void BindToDevice(HuskDescriptors husk, int number, SocketOptionRecord device, Func<string> what)
    {
        var batch = husk.Begin();
        husk.ThenRaw(batch.Add(SystemCall.setsockopt, number, device.Level, device.Name, batch.AddData(device.Value), device.Value.Length), result =>
        {
            if (result is < 0 and not -EPERM)
                husk.Fail($"{what()} (its interface): {LinuxException.Describe((int)-result)}");
        });
    }

    /// <summary>On another machine the interface may have another number, or there is none: then it is the one that the kernel chooses for the group.</summary>
    private static void Join(HuskDescriptors husk, int number, SocketOptionRecord group, Func<string> what)
    {
        const int ENODEV = 19;
        const int EADDRNOTAVAIL = 99;
        husk.ThenRaw(Set(group.Value), result =>
        {
            if (result is -ENODEV or -EADDRNOTAVAIL)
                husk.ThenRaw(Set([0, 0, 0, 0, .. group.Value[sizeof(int)..]]), Check);
            else
                Check(result);
        });

        int Set(byte[] request)
        {
            var batch = husk.Begin();
            return batch.Add(SystemCall.setsockopt, number, group.Level, group.Name, batch.AddData(request), request.Length);
        }

        void Check(long result)
        {
            if (result < 0)
                husk.Fail($"{what()} (a multicast group): {LinuxException.Describe((int)-result)}");
        }
    }

    /// <summary>
    /// Gives a unix socket its name. A path that is there is what the dead process left behind: that nobody uses it was checked before. A name
    /// that led nowhere any more is had for a moment only, if it is free.
    /// </summary>
    public static void Bind(HuskDescriptors husk, UnixSocketRecord socket)
    {
        if (socket.Name.Length == 0)
            return;
        var isPath = socket.Name[0] != 0;
        var batch = husk.Begin();
        var address = Address(socket.Name);
        var number = husk.NumberOf(socket.OpenFileId);
        if (socket.WorkingDirectory.Length > 0)
            husk.Add(What(socket), SystemCall.chdir, batch.AddString(socket.WorkingDirectory));
        var path = batch.AddData([.. socket.Name, 0]);
        if (isPath && socket.IsPathGone)
        {
            husk.Then(batch.Add(SystemCall.bind, number, batch.AddData(address), address.Length), _ =>
            {
                var next = husk.Begin();
                next.Add(SystemCall.unlink, next.AddData([.. socket.Name, 0]));
            });
            husk.Send();
            return;
        }
        if (isPath)
            batch.Add(SystemCall.unlink, path);
        husk.Add(What(socket), SystemCall.bind, number, batch.AddData(address), address.Length);
        if (isPath)
            husk.Add(What(socket), SystemCall.chmod, path, socket.PathMode);
        // Nobody but root may give it away, and nobody else has to.
        if (isPath && socket.PathOwner is { } owner && (owner.UserId, owner.GroupId) != (Syscall.geteuid(), Syscall.getegid()))
            batch.Add(SystemCall.chown, path, (ulong)owner.UserId, (ulong)owner.GroupId);
    }

    /// <summary><c>struct sockaddr_un</c> for a name; a path ends with a NUL.</summary>
    public static byte[] Address(byte[] name)
        => name is [not 0, ..] ? [Socket.AF_UNIX, 0, .. name, 0] : [Socket.AF_UNIX, 0, .. name];

    /// <summary>Sends without waiting, from within the husk, so that the message carries its credentials.</summary>
    public static void Send(HuskDescriptors husk, int number, ReadOnlySpan<byte> bytes, byte[] address, string what)
    {
        var batch = husk.Begin();
        if (address.Length > 0)
            husk.Add(what, SystemCall.sendto, number, batch.AddData(bytes), bytes.Length, MSG_DONTWAIT_NOSIGNAL, batch.AddData(address), address.Length);
        else
            husk.Add(what, SystemCall.sendto, number, batch.AddData(bytes), bytes.Length, MSG_DONTWAIT_NOSIGNAL, 0, 0);
    }

    public static string What(UnixSocketRecord socket)
        => socket.Name.Length == 0 ? $"The socket {socket.Link} cannot be made again" : $"The unix socket {Encoding.UTF8.GetString(socket.Name).Replace('\0', '@')} cannot be made again";

    public static string What(InternetSocketRecord socket) => $"The socket {Name(socket)} cannot be made again";

    public static string Name(InternetSocketRecord socket) => socket.LocalAddress.Length > 0 ? "on " + InternetAddress.Text(socket.LocalAddress) : socket.Link;

    /// <summary><c>struct sock_fprog</c> points to the instructions, so both are put where their address is known.</summary>
    private static void AttachFilter(HuskDescriptors husk, int number, byte[] instructions, Func<string> what)
    {
        const int StructureBytes = 16;
        const int PointerOffset = 8;
        husk.Send();
        var server = husk.Member.Server;
        var program = new byte[StructureBytes + instructions.Length];
        var mapping = new SyscallBatch();
        mapping.Add(SystemCall.mmap, 0, program.Length, MappingFlags.PROT_READ | MappingFlags.PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        var start = (ulong)server.Run(mapping).Result(0);
        BitConverter.TryWriteBytes(program, (ushort)(instructions.Length / Socket.FilterInstructionBytes));
        BitConverter.TryWriteBytes(program.AsSpan(PointerOffset), start + StructureBytes);
        instructions.CopyTo(program, StructureBytes);
        ProcessVm.Write(server.HostPid, start, program);
        var batch = husk.Begin();
        husk.ThenRaw(batch.Add(SystemCall.setsockopt, number, Socket.SOL_SOCKET, Socket.SO_GET_FILTER, start, StructureBytes), result =>
        {
            // Who was accepted has the filter of the listening socket already, and cannot have another one where that is locked.
            if (result is < 0 and not -EPERM)
                husk.Fail($"{what()} (its filter): {LinuxException.Describe((int)-result)}");
        });
        batch.Add(SystemCall.munmap, start, program.Length);
    }

    private static void Listen(HuskDescriptors husk, ulong socketId, int backlog, string what)
    {
        husk.Begin();
        husk.Add(what, SystemCall.listen, husk.NumberOf(socketId), backlog);
    }
}
