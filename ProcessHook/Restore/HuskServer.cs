using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore;

/// <summary>
/// An empty process in which a restored one grows. It runs the hook's server with all signals blocked and dies with our end of its
/// socket, until it is handed over. The first one is the keeper; every other is created by its true parent.
/// </summary>
public sealed class HuskServer : ISyscallServer, IDisposable
{
    /// <summary>The child has its parent's descriptors, and both have each other's socket among them; see clone(2).</summary>
    public const ulong CLONE_FILES = 0x400;

    private const ulong CLONE_VM = 0x100;
    private const ulong CLONE_CHILD_CLEARTID = 0x200000;
    private const int ThreadStrideBytes = 2048;
    private const int PollMilliseconds = 20;
    private const ulong PageBytes = 4096;
    private static readonly TimeSpan ParkTime = TimeSpan.FromSeconds(10);

    /// <summary>Of the keeper, see husk.c; what it creates inherits it.</summary>
    private static ReadOnlySpan<byte> Name => "entracte-keeper"u8;

    private readonly ServerChannel channel;
    private readonly bool isKeeper;
    private int threadSlots;
    private int threadsCreated;

    internal HuskServer(SafeFileHandle socket, int hostPid, in Contract.Hello hello)
        : this(socket, hostPid, hello.Pid, hello.AreaStart, hello.AreaBytes, hello.Socket, isKeeper: true) => Namespaces = (HuskNamespaces)hello.Namespaces;

    private HuskServer(SafeFileHandle socket, int hostPid, int pid, ulong areaStart, ulong areaLengthBytes, int socketDescriptor, bool isKeeper)
    {
        (HostPid, Pid, AreaStart, AreaLengthBytes, SocketDescriptor, this.isKeeper) = (hostPid, pid, areaStart, areaLengthBytes, socketDescriptor, isKeeper);
        channel = new ServerChannel(socket, hostPid, _ => WhileWaiting());
    }

    /// <summary>Whether this process is one in which nothing of a restored program runs yet: the last thing that it is given before its registers is its name.</summary>
    public static bool IsHusk(int hostPid) => SmallFile.ReadAll($"/proc/{hostPid}/comm").AsSpan().TrimEnd((byte)'\n').SequenceEqual(Name);

    public int HostPid { get; }

    /// <summary>Until its threads have their registers, its main thread serves.</summary>
    public int LivingTid => HostPid;

    /// <summary>Its pid in the namespace of the restored computation.</summary>
    public int Pid { get; }

    /// <summary>The namespaces that the restart has of its own.</summary>
    public HuskNamespaces Namespaces { get; private init; }

    /// <summary>The server's own mapping: code, message buffer, stack, thread slots. Everything else in the address space is the caller's to change.</summary>
    public ulong AreaStart { get; private set; }

    public ulong AreaLengthBytes { get; private set; }

    /// <summary>The number of the server's own socket in the husk.</summary>
    public int SocketDescriptor { get; private set; }

    /// <summary>Whether another husk has the same descriptors.</summary>
    private bool SharesDescriptors { get; set; }

    public SyscallReply Run(SyscallBatch batch) => channel.Run(batch);

    public RunningBatch Start(SyscallBatch batch) => channel.Start(batch);

    public int[] SendDescriptors(params ReadOnlySpan<SafeHandle> handles) => channel.SendDescriptors(handles);

    public void WritePages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs, Func<bool>? meanwhile = null)
        => channel.Transfer(toFile: true, remoteDescriptor, fileOffset, runs, meanwhile);

    public void ReadPages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs)
        => channel.Transfer(toFile: false, remoteDescriptor, fileOffset, runs);

    /// <summary>
    /// Creates a child process with this pid (clone3 with set_tid), serving on a socket of its own. A child of the keeper, or of a husk that shares its descriptors, has no
    /// descriptors but that and the standard streams, unless it shares them as well.
    /// </summary>
    /// <param name="pidInNamespace">The pid it shall have, or 0 for any.</param>
    /// <param name="flags">Further CLONE_ flags, such as CLONE_PARENT or CLONE_FILES; not CLONE_VM.</param>
    /// <param name="exitSignal">What the parent gets when it ends: SIGCHLD as a rule.</param>
    public HuskServer CloneProcess(int pidInNamespace, ulong flags, int exitSignal)
    {
        if ((flags & CLONE_VM) != 0)
            throw new ArgumentException("two husks cannot share their memory", nameof(flags));
        var received = new List<SafeFileHandle>();
        var (result, socketDescriptor) = channel.Request(Contract.RequestKind.CloneProcess, "the creation of a process", received, flags, (ulong)pidInNamespace, (ulong)exitSignal);
        if (result < 0)
            throw new LinuxException("clone3", (int)-result, $"a process with pid {pidInNamespace}");
        using var pidfd = received[1];
        var child = new HuskServer(received[0], PidFdInformation.ReadPid(pidfd), (int)result, AreaStart, AreaLengthBytes, (int)socketDescriptor, isKeeper: false);
        if ((flags & CLONE_FILES) != 0)
            SharesDescriptors = child.SharesDescriptors = true;
        else if (isKeeper || SharesDescriptors)
            child.CloseAllButSocket(); // among what it has is the socket of somebody else, whose end would not be seen as long as it is open
        return child;
    }

    /// <summary>
    /// Creates a thread with this tid in the husk. It runs the batch itself (set_robust_list, rseq, sigaltstack, ...: what only a thread can do
    /// for itself) and then parks with all signals blocked until the tracer takes it. Needs a slot, see <see cref="MoveTo"/>.
    /// </summary>
    /// <param name="tidInNamespace">The tid it shall have, or 0 for any.</param>
    /// <param name="flags">Further flags; CLONE_VM|FS|FILES|SIGHAND|THREAD|SYSVSEM are always set.</param>
    /// <param name="startBatch">What the thread does first.</param>
    /// <param name="clearTidAddress">Where the kernel clears the tid when the thread ends (CLONE_CHILD_CLEARTID), or 0.</param>
    public SyscallReply CloneThread(int tidInNamespace, ulong flags, SyscallBatch startBatch, ulong clearTidAddress = 0)
    {
        if (threadsCreated >= threadSlots)
            throw new InvalidOperationException($"the husk of process {Pid} has room for {threadSlots} threads; MoveTo makes more");
        flags |= clearTidAddress != 0 ? CLONE_CHILD_CLEARTID : 0;
        threadsCreated++;
        var stackTop = AreaStart + Contract.AreaBytes + (ulong)(threadsCreated * ThreadStrideBytes);
        return channel.CloneThread(flags, tidInNamespace, stackTop, clearTidAddress, startBatch);
    }

    /// <summary>The bytes of address space that <see cref="MoveTo"/> needs for a husk that will have so many threads besides the main one.</summary>
    public static ulong AreaLengthBytesFor(int threads) => (Contract.AreaBytes + (ulong)threads * ThreadStrideBytes + PageBytes - 1) / PageBytes * PageBytes;

    /// <summary>Copies the server to a hole of <see cref="AreaLengthBytesFor"/> bytes that is free here and in the memory to be restored, goes on there, and unmaps the old area.</summary>
    public void MoveTo(ulong address, int threads)
    {
        if (isKeeper)
            throw new InvalidOperationException("the keeper keeps its memory");
        if (threadsCreated > 0)
            throw new InvalidOperationException("a husk with threads cannot move: they stand on stacks in its area");
        var length = AreaLengthBytesFor(threads);
        var (result, _) = channel.Request(Contract.RequestKind.Move, "the move of the server", null, address, length);
        if (result < 0)
            throw new LinuxException("mmap", (int)-result, $"{length} bytes at 0x{address:x} for the server of process {Pid}");
        (AreaStart, AreaLengthBytes, threadSlots) = (address, length, threads);
    }

    /// <summary>Moves the server's socket to another descriptor number, above all numbers of the image.</summary>
    public void MoveSocket(int descriptor)
    {
        var (result, _) = channel.Request(Contract.RequestKind.MoveSocket, "the move of the socket", null, (ulong)descriptor);
        if (result < 0)
            throw new LinuxException("dup3", (int)-result, $"the server's socket to descriptor {descriptor} of process {Pid}");
        SocketDescriptor = descriptor;
    }

    /// <summary>Ends the process with this status of wait(2), so that it stays as a zombie for its parent; a core dump is never written.</summary>
    public void End(int waitStatus)
    {
        try
        {
            Run(HuskEnd.WithStatus(waitStatus));
        }
        catch (ProcessGoneException)
        {
            return; // this is what was wanted
        }
        throw new InvalidOperationException($"process {Pid} did not end with wait status 0x{waitStatus:x}");
    }

    /// <summary>
    /// Seizes all threads with PTRACE_O_EXITKILL, closes the server's socket and stops all threads. From here on only the tracer speaks to the husk;
    /// should the agent die, the husk is killed.
    /// </summary>
    public SeizedHusk Seize(TracerThread tracer)
        => SeizedHusk.Seize(tracer, this, () =>
        {
            _ = channel.Request(Contract.RequestKind.Park, "the parking of a husk", null);
            // It closes its socket after it has answered, and must not be stopped just before that: the program would have that socket then.
            for (var begin = Stopwatch.GetTimestamp(); !channel.AwaitEnd(PollMilliseconds); WhileWaiting())
            {
                if (Stopwatch.GetElapsedTime(begin) > ParkTime)
                    throw new TimeoutException($"the husk of process {Pid} did not close its socket");
            }
            channel.Dispose();
        });

    /// <summary>
    /// The keeper's last order but one: after <see cref="Go"/> it lives without us, reaps orphans, tells the outer process of the root's stops and end, and
    /// ends with its last child. When we die before that, it ends everybody.
    /// </summary>
    /// <param name="rootPid">The restored root process, a child of the keeper, by its pid in the namespace.</param>
    /// <param name="foregroundGroup">The process group (pid in the namespace) that shall have the terminal while the restart is in the foreground; 0 where that is nobody's business.</param>
    public void Guard(int rootPid, int foregroundGroup)
    {
        var (result, _) = channel.Request(Contract.RequestKind.Guard, "the hand-over to the keeper", null, (ulong)rootPid, (ulong)foregroundGroup);
        if (result < 0)
            throw new InvalidOperationException($"process {Pid} is not a keeper");
    }

    /// <summary>
    /// The keeper's last order, to be given when no husk dies with us any more: the restart has happened. At the end the terminal belongs to whom it belonged;
    /// a restart that is itself stopped (SIGSTOP) sees to that when it goes on.
    /// </summary>
    public void Go()
    {
        const int TerminalMilliseconds = 1000;
        channel.Tell(Contract.RequestKind.Guard, "the hand-over to the keeper");
        _ = channel.AwaitEnd(TerminalMilliseconds);
        channel.Dispose();
    }

    /// <summary>Sends the keeper away; another one with the same token comes from its outer process, in the other namespaces.</summary>
    public void MakePlace()
    {
        End(Contract.ExitAgain << 8);
        Dispose();
    }

    /// <summary>Prints a sentence on the standard error of the restart and ends it with this status, and all its husks with it. For the keeper.</summary>
    public void Fail(string sentence, int exitStatus)
    {
        Say(sentence);
        End(exitStatus << 8);
        Dispose();
    }

    /// <summary>Prints a line on the standard error of the restart.</summary>
    public void Say(string line)
    {
        const long SYS_write = 1;
        var batch = new SyscallBatch();
        var text = batch.AddData(Encoding.UTF8.GetBytes(line + "\n"));
        batch.Add(SYS_write, 2, text, text.SizeBytes);
        Run(batch);
    }

    /// <summary>Closes our end: a husk that was not seized ends itself.</summary>
    public void Dispose()
    {
        channel.Dispose();
        // Nobody else has that pid and that name; who has been let go has a name of his own.
        if (IsHusk(HostPid))
            _ = GoOnIfStopped(HostPid);
    }

    private void WhileWaiting()
    {
        // Where others have its socket too, the channel does not tell that it has ended.
        if (!GoOnIfStopped(HostPid) && SharesDescriptors)
            throw new ProcessGoneException(HostPid, "the restart");
    }

    /// <summary>
    /// SIGSTOP cannot be blocked, and one that was meant for everybody of the computation may come here as well. Whoever is stopped neither answers nor sees that nobody wants him any more.
    /// </summary>
    /// <returns>Whether it lives.</returns>
    private static bool GoOnIfStopped(int hostPid)
    {
        try
        {
            var state = ProcessStat.Of(hostPid).State;
            if (state == 'T')
                _ = Syscall.kill(hostPid, Signum.SIGCONT);
            return state is not ('Z' or 'X');
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    private void CloseAllButSocket()
    {
        const long SYS_close_range = 436;
        const int FirstAfterStandardStreams = 3;
        var batch = new SyscallBatch();
        if (SocketDescriptor > FirstAfterStandardStreams)
            batch.Add(SYS_close_range, FirstAfterStandardStreams, SocketDescriptor - 1, 0);
        batch.Add(SYS_close_range, SocketDescriptor + 1, (ulong)uint.MaxValue, 0);
        Run(batch).ThrowIfAnyFailed();
    }
}
