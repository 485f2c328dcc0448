using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Terminals;

/// <summary>
/// Empties and fills the queues of a pseudo terminal, by calls for a process that holds its master. The kernel lets nobody look into them, so looking is
/// reading and writing back. All of it is one message: the server that has begun it ends it, even if we die meanwhile.
/// </summary>
/// <param name="batch">To which the calls are added.</param>
/// <param name="master">The number of the master there.</param>
/// <param name="slave">The slave, opened without blocking.</param>
/// <param name="slaveNumber">The number that it has, or will have.</param>
/// <param name="settings">As the program wants them.</param>
internal sealed class TerminalQueues(SyscallBatch batch, SyscallArgument master, SyscallArgument slave, int slaveNumber, TerminalSettings settings)
{
    /// <summary>More than ever waits on one side: 4 KiB in the line discipline, and 16 KiB and one large buffer before it (drivers/tty/tty_buffer.c).</summary>
    public const int RoomBytes = 24576;

    private const short POLLIN = 1;

    /// <summary>Takes everything out.</summary>
    /// <returns>The calls whose results are the numbers of bytes, and where these come to lie.</returns>
    public (int InputCall, RemoteBuffer Input, int OutputCall, RemoteBuffer Output) Empty()
    {
        batch.Add(SystemCall.ioctl, slave, (long)Ioctl.TCSETS2, batch.AddData(settings.ForEmptying()));
        var (input, output) = (batch.AddSpace(RoomBytes), batch.AddSpace(RoomBytes));
        var inputCall = batch.Add(Contract.CallReadAll, slave, input, RoomBytes);
        var outputCall = batch.Add(Contract.CallReadAll, master, output, RoomBytes);
        return (inputCall, input, outputCall, output);
    }

    /// <summary>Puts in what shall wait. At the end the settings are the program's.</summary>
    /// <param name="readable">What FIONREAD of the slave shall say in the end, as far as it can be known.</param>
    /// <returns>The calls whose results tell how much was written.</returns>
    public (int Input, int Output) Fill(RemoteBuffer input, SyscallArgument inputBytes, byte endOfFile, RemoteBuffer output, SyscallArgument outputBytes, SyscallArgument readable)
    {
        batch.Add(SystemCall.ioctl, slave, (long)Ioctl.TCSETS2, batch.AddData(settings.ForFilling(endOfFile)));
        var inputCall = batch.Add(Contract.CallWriteAll, master, input, inputBytes, slave);
        var outputCall = batch.Add(Contract.CallWriteAll, slave, output, outputBytes, master);
        // A worker of the kernel carries what was written to the other side, and interprets it by the settings that it finds then: these must not change before.
        batch.Add(Contract.CallAwait, slave, (long)Ioctl.FIONREAD, readable);
        batch.Add(Contract.CallAwait, master, (long)Ioctl.FIONREAD, outputBytes);
        Flush();
        batch.Add(SystemCall.ioctl, slave, (long)Ioctl.TCSETS2, batch.AddData(settings.Structure));
        return (inputCall, outputCall);
    }

    /// <summary>Holds the output, as its user or its program had: by the character for that, which only another such releases, or without one.</summary>
    public void Stop()
    {
        const int TCOOFF = 0;
        if (settings.StopCharacter is { } character)
            batch.Add(SystemCall.write, master, batch.AddData([character]), 1);
        else
            batch.Add(SystemCall.ioctl, slave, (long)Ioctl.TCXONC, TCOOFF);
    }

    /// <summary>poll(2) of a terminal without readable input waits for that worker (n_tty_poll).</summary>
    private void Flush() => batch.Add(SystemCall.poll, batch.AddData((long)(uint)slaveNumber | (long)POLLIN << 32), 1, 0);
}
