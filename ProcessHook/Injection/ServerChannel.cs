using System.Diagnostics;
using System.Runtime.InteropServices;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// Our end of a server's socket: writes requests as <c>native/contract.h</c> draws them, reads replies. One exchange at a time; callers of several threads take turns.
/// </summary>
/// <param name="socket">Owned.</param>
/// <param name="pid">The server's process, for messages.</param>
/// <param name="whileWaiting">Is called now and then while a reply is awaited, and throws when none can come any more; it is told whether it is that of a transfer, which need not be finished.</param>
internal sealed unsafe class ServerChannel(SafeFileHandle socket, int pid, Action<bool> whileWaiting) : IDisposable
{
    private const int PollMilliseconds = 20;
    private const string Batch = "a batch of system calls";

    private readonly Lock exchange = new();
    private RunningBatch? running;
    private bool isOwedReply;
    private byte* message = (byte*)NativeMemory.AlignedAlloc(Contract.MessageBytes, 64);

    private static readonly TimeSpan SystemCallTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Pages may have to come from a slow disk.</summary>
    private static readonly TimeSpan TransferTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Whether somebody has stopped waiting for a reply that has not come: nothing more can be asked.</summary>
    public bool IsOwedReply => isOwedReply;

    private Contract.Header* Header => (Contract.Header*)message;

    private byte* Payload => message + sizeof(Contract.Header);

    public SyscallReply Run(SyscallBatch batch) => Start(batch).Await();

    /// <summary>Sends a batch, and does not wait for what comes of it.</summary>
    public RunningBatch Start(SyscallBatch batch)
    {
        lock (exchange)
        {
            Begin(Contract.RequestKind.Syscalls);
            Send(Batch, Prepare(batch), []);
            return running = new RunningBatch(this, batch, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Waits until a batch has its reply, or has failed.</summary>
    public void Await(RunningBatch batch)
    {
        lock (exchange)
        {
            if (batch == running)
                Settle();
        }
    }

    /// <summary>Like <see cref="Run"/>, in a new thread of the server's process.</summary>
    public SyscallReply CloneThread(ulong flags, int tid, ulong stackTop, ulong childTidAddress, SyscallBatch batch)
    {
        lock (exchange)
        {
            Begin(Contract.RequestKind.CloneThread, flags, (ulong)tid, stackTop, childTidAddress);
            Exchange(Batch, Prepare(batch), [], null);
            ThrowIfFailed("clone3", $"a thread of process {pid}");
            return ReplyTo(batch);
        }
    }

    public int[] SendDescriptors(ReadOnlySpan<SafeHandle> handles)
    {
        lock (exchange)
        {
            var received = new List<int>(handles.Length);
            Span<int> room = stackalloc int[DatagramSocket.DESCRIPTORS_MAX];
            while (received.Count < handles.Length)
            {
                var portion = handles[received.Count..Math.Min(handles.Length, received.Count + DatagramSocket.DESCRIPTORS_MAX)];
                var descriptors = room[..portion.Length];
                for (var index = 0; index < portion.Length; index++)
                    descriptors[index] = (int)portion[index].DangerousGetHandle();
                Begin(Contract.RequestKind.Descriptors);
                Exchange("the passing of descriptors", sizeof(Contract.Header), descriptors, null);
                if (Header->Count != (uint)portion.Length)
                    throw new LinuxException("recvmsg", EMFILE, $"{portion.Length} descriptors by process {pid}");
                received.AddRange(new ReadOnlySpan<int>(Payload, portion.Length));
            }
            foreach (var handle in handles)
                GC.KeepAlive(handle);
            return [.. received];
        }
    }

    /// <summary>Moves pages between the process's memory and a file of its own.</summary>
    /// <param name="meanwhile">As <see cref="ISyscallServer.WritePages"/> says.</param>
    public void Transfer(bool toFile, int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs, Func<bool>? meanwhile = null)
    {
        var portionMax = (Contract.MessageBytes - sizeof(Contract.Header)) / sizeof(PageRun);
        lock (exchange)
        {
            for (ReadOnlySpan<PageRun> rest = runs; !rest.IsEmpty;)
            {
                var portion = rest[..Math.Min(rest.Length, portionMax)];
                Begin(toFile ? Contract.RequestKind.Write : Contract.RequestKind.Read, (ulong)remoteDescriptor, (ulong)fileOffset);
                Header->Count = (uint)portion.Length;
                portion.CopyTo(new Span<PageRun>(Payload, portion.Length));
                Exchange("a transfer of pages", sizeof(Contract.Header) + portion.Length * sizeof(PageRun), [], null, isTransfer: true, ref meanwhile);
                ThrowIfFailed(toFile ? "pwritev" : "preadv", $"pages of process {pid}, {Header->Arguments[0]} bytes after file offset {fileOffset}");
                fileOffset += Header->Result;
                rest = rest[portion.Length..];
            }
        }
    }

    /// <summary>A request without calls or data.</summary>
    /// <returns>Its result, negative errno included, and the first argument of the reply.</returns>
    public (long Result, ulong Argument) Request(Contract.RequestKind kind, string during, List<SafeFileHandle>? descriptors, params ReadOnlySpan<ulong> arguments)
    {
        lock (exchange)
        {
            Begin(kind, arguments);
            Exchange(during, sizeof(Contract.Header), [], descriptors);
            return (Header->Result, Header->Arguments[0]);
        }
    }

    /// <summary>A request that has no reply.</summary>
    public void Tell(Contract.RequestKind kind, string during)
    {
        lock (exchange)
        {
            Begin(kind);
            Send(during, sizeof(Contract.Header), []);
        }
    }

    /// <summary>Waits, but not for long, until the other side has closed its end.</summary>
    /// <returns>Whether it has.</returns>
    public bool AwaitEnd(int timeoutMilliseconds) => Poll.IsReadable(socket, timeoutMilliseconds);

    public void Dispose()
    {
        lock (exchange)
        {
            socket.Dispose();
            NativeMemory.AlignedFree(message);
            message = null;
        }
    }

    private void Begin(Contract.RequestKind kind, params ReadOnlySpan<ulong> arguments)
    {
        Settle();
        *Header = new Contract.Header { Kind = kind };
        for (var index = 0; index < arguments.Length; index++)
            Header->Arguments[index] = arguments[index];
    }

    /// <summary>A request must not find the reply to the one before.</summary>
    private void Settle()
    {
        ObjectDisposedException.ThrowIf(message is null, this);
        if (isOwedReply)
        {
            whileWaiting(true);
            throw new TimeoutException($"process {pid} still owes the answer to an earlier request");
        }
        if (running is not { } begun)
            return;
        running = null;
        try
        {
            Receive(Batch, begun.StartedAt, null, isTransfer: false);
            begun.Succeed(ReplyTo(begun.Batch));
        }
        catch (Exception failure)
        {
            begun.Fail(failure);
            throw;
        }
    }

    /// <returns>The length of the message (bytes).</returns>
    private int Prepare(SyscallBatch batch)
    {
        var dataOffset = sizeof(Contract.Header) + batch.Count * sizeof(Contract.Call);
        var length = dataOffset + batch.Data.Length;
        if (length > Contract.MessageBytes)
            throw new ArgumentException($"a batch of {batch.Count} calls with {batch.Data.Length} bytes of data does not fit into a message of {Contract.MessageBytes}", nameof(batch));
        batch.Calls.CopyTo(new Span<Contract.Call>(Payload, batch.Count));
        batch.Data.CopyTo(new Span<byte>(message + dataOffset, batch.Data.Length));
        Header->Count = (uint)batch.Count;
        Header->DataOffset = (uint)dataOffset;
        Header->DataBytes = (uint)batch.Data.Length;
        return length;
    }

    private SyscallReply ReplyTo(SyscallBatch batch)
    {
        var results = new ReadOnlySpan<long>(Payload, batch.Count).ToArray();
        return new SyscallReply(batch, pid, results, new ReadOnlySpan<byte>(Payload + batch.Count * sizeof(long), batch.Data.Length).ToArray());
    }

    private void Exchange(string during, long length, ReadOnlySpan<int> sent, List<SafeFileHandle>? received)
    {
        Func<bool>? nothing = null;
        Exchange(during, length, sent, received, isTransfer: false, ref nothing);
    }

    private void Exchange(string during, long length, ReadOnlySpan<int> sent, List<SafeFileHandle>? received, bool isTransfer, ref Func<bool>? meanwhile)
    {
        var clock = Stopwatch.GetTimestamp();
        Send(during, length, sent);
        try
        {
            while (meanwhile is not null)
            {
                if (!meanwhile())
                    meanwhile = null;
                if (Poll.IsReadable(socket, 0))
                    break;
            }
        }
        finally
        {
            // Also after a failure: the next request must not find this one's reply.
            Receive(during, clock, received, isTransfer);
        }
    }

    private void Receive(string during, long clock, List<SafeFileHandle>? received, bool isTransfer)
    {
        var timeout = isTransfer ? TransferTimeout : SystemCallTimeout;
        isOwedReply = true;
        while (!Poll.IsReadable(socket, PollMilliseconds))
        {
            if (Stopwatch.GetElapsedTime(clock) > timeout)
                throw new TimeoutException($"process {pid} did not answer within {timeout.TotalSeconds} s during {during}");
            // That may take its time, in which an answer may come.
            whileWaiting(isTransfer);
        }
        isOwedReply = false;
        var result = DatagramSocket.TryReceive(socket, message, Contract.MessageBytes, received);
        if (result < sizeof(Contract.Header))
            throw result >= 0 || IsGone(result) ? new ProcessGoneException(pid, during) : new LinuxException("recvmsg", (int)-result, $"a reply of process {pid}");
    }

    private void Send(string during, long length, ReadOnlySpan<int> sent)
    {
        var result = DatagramSocket.TrySend(socket, message, length, sent);
        if (result < 0)
            throw IsGone(result) ? new ProcessGoneException(pid, during) : new LinuxException("sendmsg", (int)-result, $"a request to process {pid}");
    }

    private static bool IsGone(long result) => -result is EPIPE or ECONNRESET or ENOTCONN;

    private void ThrowIfFailed(string call, string subject)
    {
        if (Header->Result < 0)
            throw new LinuxException(call, (int)-Header->Result, subject);
    }

    private const int EMFILE = 24;
    private const int EPIPE = 32;
    private const int ECONNRESET = 104;
    private const int ENOTCONN = 107;
}
