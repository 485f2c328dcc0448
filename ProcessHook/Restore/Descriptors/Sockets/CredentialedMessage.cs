using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Memory;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// A message that tells who sent it (unix(7), SCM_CREDENTIALS), sent from within a husk: only there are the pids those of the computation, and there it may name another process
/// and another user than its own (CAP_SYS_ADMIN, CAP_SETUID, CAP_SETGID; credentials(7)).
/// </summary>
internal static unsafe class CredentialedMessage
{
    private const int SCM_RIGHTS = 1;
    private const int SCM_CREDENTIALS = 2;
    private const int MSG_OOB = 1;
    private const int MSG_DONTWAIT_NOSIGNAL = 0x4040;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;
    private const int ControlHeaderBytes = 16;

    /// <param name="husk">Has the socket.</param>
    /// <param name="socket">Its number there; 0 for one that is made for the message (a datagram).</param>
    /// <param name="portion">With its sender.</param>
    /// <param name="address">To whom; empty for the peer.</param>
    /// <param name="passed">What travels with it.</param>
    /// <returns>The number of bytes sent, or the negative errno; ESRCH when there is no such process, EMSGSIZE when a socket of its own has no room for it.</returns>
    public static long Send(ISyscallServer husk, int socket, QueuePortionRecord portion, byte[] address, IReadOnlyList<SafeFileHandle> passed)
    {
        var numbers = passed.Count == 0 ? [] : husk.SendDescriptors([.. passed]);
        var control = Control(portion.Sender!, numbers);
        var vectorAt = sizeof(SocketMessage.MessageHeader);
        var controlAt = vectorAt + sizeof(IoVector);
        var addressAt = controlAt + control.Length;
        var bytesAt = addressAt + address.Length;
        var message = new byte[bytesAt + portion.Bytes.Length];

        // The header points to the rest, so all is put where its address is known.
        var mapping = new SyscallBatch();
        mapping.Add(SystemCall.mmap, 0, message.Length, MappingFlags.PROT_READ | MappingFlags.PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        var start = (ulong)husk.Run(mapping).Result(0);
        var header = new SocketMessage.MessageHeader
        {
            Name = address.Length == 0 ? null : (void*)(start + (ulong)addressAt),
            NameLength = (uint)address.Length,
            Vectors = (IoVector*)(start + (ulong)vectorAt),
            VectorCount = 1,
            Control = (void*)(start + (ulong)controlAt),
            ControlLength = (nuint)control.Length,
        };
        MemoryMarshal.Write(message, header);
        MemoryMarshal.Write(message.AsSpan(vectorAt), new IoVector((void*)(start + (ulong)bytesAt), portion.Bytes.Length));
        control.CopyTo(message, controlAt);
        address.CopyTo(message, addressAt);
        portion.Bytes.CopyTo(message, bytesAt);
        ProcessVm.Write(husk.HostPid, start, message);

        var sending = new SyscallBatch();
        SyscallArgument through = socket;
        if (socket == 0)
            through = SyscallArgument.ResultOf(sending.Add(SystemCall.socket, Socket.AF_UNIX, Socket.SOCK_DGRAM | Socket.SOCK_CLOEXEC, 0));
        var sent = sending.Add(SystemCall.sendmsg, through, start, MSG_DONTWAIT_NOSIGNAL | (portion.IsUrgent ? MSG_OOB : 0));
        sending.Add(SystemCall.munmap, start, message.Length);
        foreach (var number in numbers)
            sending.Add(SystemCall.close, number);
        if (socket == 0)
            sending.Add(SystemCall.close, through);
        return husk.Run(sending).Raw(sent);
    }

    /// <summary>The control messages one behind the other, each filled up to 8 bytes; cmsg(3).</summary>
    private static byte[] Control(UnixCredentialsRecord sender, int[] numbers)
    {
        var credentials = new UserCredentials(sender.Pid, sender.UserId, sender.GroupId);
        return [.. Message(SCM_CREDENTIALS, MemoryMarshal.AsBytes(new ReadOnlySpan<UserCredentials>(in credentials))),
            .. numbers.Length == 0 ? [] : Message(SCM_RIGHTS, MemoryMarshal.AsBytes(numbers.AsSpan()))];
    }

    private static byte[] Message(int type, ReadOnlySpan<byte> content)
    {
        var message = new byte[(ControlHeaderBytes + content.Length + 7) / 8 * 8];
        MemoryMarshal.Write(message, (long)(ControlHeaderBytes + content.Length));
        MemoryMarshal.Write(message.AsSpan(8), Socket.SOL_SOCKET);
        MemoryMarshal.Write(message.AsSpan(12), type);
        content.CopyTo(message.AsSpan(ControlHeaderBytes));
        return message;
    }
}
