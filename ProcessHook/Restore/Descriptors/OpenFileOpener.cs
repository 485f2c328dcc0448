using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Descriptors.Sockets;
using Entracte.ProcessHook.Restore.Terminals;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>Opens in a husk, on temporary numbers, the files that its process leads.</summary>
internal sealed class OpenFileOpener(
    HuskDescriptors husk, RestoredUnnamedFiles unnamedFiles, RestoredPosixQueues posixQueues, RestoredPipes pipes, RestoredTerminals terminals, StandardStreams streams,
    DescriptorRestoreOptions options)
{
    /// <summary>What of the flags matters only at the moment of opening, or would do harm there.</summary>
    private const int NotAgain = Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_ASYNC | 0x200;

    public void Open(OpenFileRecord file)
    {
        switch (file)
        {
            case RegularFileRecord regular:
                OpenPath(husk, file, regular.Path, regular.OffsetBytes);
                break;
            case DirectoryRecord directory:
                OpenPath(husk, file, directory.Path, directory.Position);
                break;
            case DeviceRecord device:
                OpenPath(husk, file, device.Path, device.Position);
                break;
            case PipeEndRecord end:
                OpenPipeEnd(end);
                break;
            case TerminalEndRecord end:
                OpenTerminal(end);
                break;
            case UnnamedFileRecord unnamed:
                OpenUnnamed(unnamed);
                break;
            case PosixQueueDescriptorRecord queue:
                OpenQueue(queue);
                break;
            case EventCounterRecord counter:
                EventObjects.MakeCounter(husk, counter);
                break;
            case EventPollRecord:
                Make(file, "An epoll instance cannot be made", SystemCall.epoll_create1, Fcntl.O_CLOEXEC);
                break;
            case TimerDescriptorRecord timer:
                Make(file, "A timer cannot be made", SystemCall.timerfd_create, timer.Clock, Fcntl.O_CLOEXEC);
                break;
            case SignalDescriptorRecord signals:
                EventObjects.MakeSignalDescriptor(husk, signals);
                break;
            case InotifyRecord inotify:
                InotifyRestore.Make(husk, inotify);
                break;
            case ProcessDescriptorRecord process:
                Make(file, $"No pidfd can be had for process {process.Pid}", SystemCall.pidfd_open, process.Pid, file.StatusFlags & (Fcntl.O_NONBLOCK | Fcntl.O_EXCL));
                break;
            case InternetSocketRecord { Protocol: Socket.IPPROTO_TCP, State: not (SocketState.Idle or SocketState.Listening) }:
                // Connected together with their peers.
                break;
            case InternetSocketRecord socket:
                SocketMaking.Make(husk, socket with { LocalAddress = options.AddressOf(socket) });
                break;
            case NetlinkSocketRecord socket:
                SocketMaking.Make(husk, socket);
                break;
            case UnixSocketRecord:
                // Made and connected together with their peers.
                break;
            case ExternalStreamRecord stream:
                // All others are supplied from the restart's own streams when descriptors get their final numbers.
                streams.OpenTerminal(husk, stream);
                break;
            default:
                throw new NotSupportedException($"{file.Link}: images of this kind ({file.GetType().Name}) cannot be restored by this version");
        }
    }

    private void Make(OpenFileRecord file, string what, long call, params ReadOnlySpan<SyscallArgument> arguments)
    {
        husk.Begin();
        husk.Keep(file.OpenFileId, SyscallArgument.ResultOf(husk.Add(what, call, arguments)), what);
    }

    private static void OpenPath(HuskDescriptors husk, OpenFileRecord file, string path, long position)
    {
        var what = $"{file.Link} cannot be opened as it was";
        var batch = husk.Begin();
        var opened = husk.Add(what, SystemCall.open, batch.AddString(path), (file.StatusFlags & ~NotAgain) | Fcntl.O_CLOEXEC | Fcntl.O_NOCTTY);
        if (position != 0)
            husk.Add(what, SystemCall.lseek, SyscallArgument.ResultOf(opened), position, 0);
        husk.Keep(file.OpenFileId, SyscallArgument.ResultOf(opened), what);
    }

    /// <summary>
    /// What pipe(2) made is the one description of each end without O_LARGEFILE; all others were opened through /proc or by a FIFO's name.
    /// O_DIRECT comes with the other flags at the end: open(2) refuses it for pipes. Who leads the end gets it when descriptors are shared.
    /// </summary>
    private void OpenPipeEnd(PipeEndRecord end)
    {
        var (owner, readEnd, writeEnd, fifoPath) = pipes.EndsOf(end.PipeId);
        if (fifoPath.Length > 0)
        {
            OpenPath(husk, end, fifoPath, 0);
            return;
        }
        owner.Begin();
        if ((end.StatusFlags & Fcntl.O_LARGEFILE) == 0)
            owner.Duplicate(end.OpenFileId, (end.StatusFlags & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY ? readEnd : writeEnd, "A pipe's end cannot be duplicated");
        else
            OpenPath(owner, end with { StatusFlags = end.StatusFlags & ~Fcntl.O_DIRECT }, $"/proc/self/fd/{readEnd}", 0);
        if (owner != husk)
            owner.Send();
    }

    private void OpenQueue(PosixQueueDescriptorRecord queue)
    {
        using var handle = posixQueues.Open(queue.QueueId, queue.StatusFlags & ~NotAgain);
        var number = husk.Member.Server.SendDescriptors(handle)[0];
        husk.Begin();
        husk.Keep(queue.OpenFileId, number, "A message queue cannot be opened");
    }

    private void OpenTerminal(TerminalEndRecord end)
    {
        var terminal = terminals.Find(end.TerminalId);
        if (!end.IsMaster)
        {
            // /dev/tty is the terminal of the session that opens it; who has left that session since, or has got the descriptor from elsewhere, takes the terminal itself.
            var isOwn = end.IsControlling && terminal.Session != 0 && terminal.Session == husk.Member.Record.Process.Session;
            OpenPath(husk, end, isOwn ? "/dev/tty" : RestoredTerminals.PathOf(terminal), 0);
            return;
        }
        using var handle = terminals.FetchMaster(end.TerminalId);
        var number = husk.Member.Server.SendDescriptors(handle)[0];
        husk.Begin();
        husk.Keep(end.OpenFileId, number, "The master of a terminal cannot be passed on");
    }

    private void OpenUnnamed(UnnamedFileRecord file)
    {
        using var handle = unnamedFiles.Open(file.FileId, file.StatusFlags & ~NotAgain);
        var number = husk.Member.Server.SendDescriptors(handle)[0];
        husk.Begin();
        if (file.OffsetBytes != 0)
            husk.Add("A file without a name cannot be positioned", SystemCall.lseek, number, file.OffsetBytes, 0);
        husk.Keep(file.OpenFileId, number, "A file without a name cannot be opened");
    }
}
