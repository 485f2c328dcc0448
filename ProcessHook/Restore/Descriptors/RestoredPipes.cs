using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>Makes pipes anew and opens FIFOs. Both ends are kept open in the leader's husk until the pipe has its content again.</summary>
internal sealed class RestoredPipes
{
    private readonly Dictionary<ulong, (HuskDescriptors Husk, int ReadEnd, int WriteEnd, string FifoPath)> ends = [];

    public void Create(HuskDescriptors husk)
    {
        foreach (var pipe in husk.Member.Record.Pipes)
        {
            if (pipe.Path.Length > 0)
                OpenFifo(husk, pipe);
            else
                CreatePipe(husk, pipe);
        }
        husk.Send();
    }

    /// <summary>The husk that has both ends of the pipe, on temporary numbers; for a FIFO its path as well.</summary>
    public (HuskDescriptors Husk, int ReadEnd, int WriteEnd, string FifoPath) EndsOf(ulong pipeId) => ends[pipeId];

    /// <summary>Writes the content back and lets go of the ends that nobody has.</summary>
    public void Refill(HuskDescriptors husk)
    {
        foreach (var pipe in husk.Member.Record.Pipes)
        {
            var (_, readEnd, writeEnd, _) = ends[pipe.PipeId];
            var what = $"The content of {(pipe.Path.Length > 0 ? pipe.Path : "a pipe")} cannot be put back";
            foreach (var portion in husk.Member.Record.Queues.Where(queue => queue.OwnerId == pipe.PipeId).SelectMany(queue => queue.Portions))
                Write(husk, writeEnd, portion, what);
            var batch = husk.Begin();
            batch.Add(SystemCall.close, readEnd);
            if (writeEnd != readEnd)
                batch.Add(SystemCall.close, writeEnd);
        }
        husk.Send();
    }

    private static void Write(HuskDescriptors husk, int writeEnd, QueuePortionRecord portion, string what)
    {
        // Packets of at most PIPE_BUF bytes stay whole; other bytes are cut to what a message to the server can carry.
        const int PieceBytes = 4096;
        var flags = Fcntl.O_NONBLOCK | (portion.IsPacket ? Fcntl.O_DIRECT : 0);
        husk.Begin();
        husk.Add(what, SystemCall.fcntl, writeEnd, Fcntl.F_SETFL, flags);
        for (var done = 0; done < portion.Bytes.Length; done += PieceBytes)
        {
            var piece = portion.Bytes.AsSpan(done, Math.Min(PieceBytes, portion.Bytes.Length - done));
            var batch = husk.Begin();
            husk.Add(what, SystemCall.write, writeEnd, batch.AddData(piece), piece.Length);
        }
    }

    private void CreatePipe(HuskDescriptors husk, PipeRecord pipe)
    {
        var batch = husk.Begin();
        var space = batch.AddSpace(8);
        var made = husk.Add("A pipe cannot be made", SystemCall.pipe2, space, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        husk.Then(made, space, bytes =>
        {
            var (readEnd, writeEnd) = (MemoryMarshal.Read<int>(bytes), MemoryMarshal.Read<int>(bytes.AsSpan(4)));
            Raise(husk, pipe, readEnd, writeEnd);
        });
        husk.Send();
    }

    private void Raise(HuskDescriptors husk, PipeRecord pipe, int readEnd, int writeEnd)
    {
        var batch = husk.Begin();
        var movedRead = husk.Add("A pipe cannot be made", SystemCall.fcntl, readEnd, Fcntl.F_DUPFD_CLOEXEC, husk.TemporaryFrom);
        var movedWrite = husk.Add("A pipe cannot be made", SystemCall.fcntl, writeEnd, Fcntl.F_DUPFD_CLOEXEC, husk.TemporaryFrom);
        husk.Add("A pipe cannot be given its size", SystemCall.fcntl, writeEnd, Fcntl.F_SETPIPE_SZ, pipe.CapacityBytes);
        batch.Add(SystemCall.close, readEnd);
        batch.Add(SystemCall.close, writeEnd);
        husk.Then(movedRead, read => ends[pipe.PipeId] = (husk, (int)read, 0, ""));
        husk.Then(movedWrite, write => ends[pipe.PipeId] = ends[pipe.PipeId] with { WriteEnd = (int)write });
    }

    private void OpenFifo(HuskDescriptors husk, PipeRecord pipe)
    {
        var what = $"The FIFO {pipe.Path} cannot be opened";
        var batch = husk.Begin();
        // For reading and writing, which never waits for the other side (fifo(7)).
        var opened = husk.Add(what, SystemCall.open, batch.AddString(pipe.Path), Fcntl.O_RDWR | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC);
        var moved = husk.Add(what, SystemCall.fcntl, SyscallArgument.ResultOf(opened), Fcntl.F_DUPFD_CLOEXEC, husk.TemporaryFrom);
        // Somebody outside who has it open too may be in the way; then it is as large as it is.
        batch.Add(SystemCall.fcntl, SyscallArgument.ResultOf(opened), Fcntl.F_SETPIPE_SZ, pipe.CapacityBytes);
        batch.Add(SystemCall.close, SyscallArgument.ResultOf(opened));
        husk.Then(moved, number => ends[pipe.PipeId] = (husk, (int)number, (int)number, pipe.Path));
    }
}
