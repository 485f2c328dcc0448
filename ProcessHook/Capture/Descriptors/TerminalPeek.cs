using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Terminals;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>
/// Looks at what waits in a pseudo terminal: a process that holds its master reads it and writes it back, within one message. Nobody runs meanwhile, and
/// the process that does it is the one whose end would take the terminal with it anyway.
/// </summary>
internal sealed class TerminalPeek
{
    private readonly CapturedTerminal terminal;
    private readonly HeldDescriptor holder;
    private readonly ISyscallServer server;
    private readonly TerminalSettings settings;
    private readonly int master;

    private TerminalPeek(CapturedTerminal terminal, HeldDescriptor holder, ISyscallServer server, TerminalSettings settings)
    {
        (this.terminal, this.holder, this.server, this.settings) = (terminal, holder, server, settings);
        master = holder.Number;
    }

    /// <exception cref="ObstaclesException">What waits there cannot be told.</exception>
    public static void Read(CapturedTerminal terminal)
    {
        // To open a slave that nobody ever had, only to look, would make its first reader see an end of file: what was written ahead to it stays unknown.
        if (terminal.Record.Use == TerminalUse.Unopened || terminal.Settings is not { } settings || terminal.Master.Leader.Member.Server is null)
            return;
        var holder = terminal.Master.Holders.FirstOrDefault(held => held.Member.Server is not null && MayRead(held.Member, terminal)) ?? terminal.Master.Leader;
        var peek = new TerminalPeek(terminal, holder, holder.Member.Server!, settings);
        var (input, output, readableBytes) = peek.Look(null);
        if (TerminalInput.TryInterpret(input, settings, readableBytes) is not { } interpreted)
            throw peek.Refuse("Ends of files and zero bytes wait in its terminal, side by side.");
        if (interpreted.Ends.Length > 0)
            peek.Look(interpreted);
        terminal.Record = terminal.Record with { Input = interpreted.Bytes, InputEnds = interpreted.Ends, Output = output };
    }

    /// <summary>Who has the terminal as its own, and is in the background there, may not read from it (job control).</summary>
    private static bool MayRead(DescriptorSource member, CapturedTerminal terminal)
    {
        var master = terminal.Master.Handle;
        var stat = Proc.ProcessStat.Of(member.LivingTid);
        return Ioctl.TryReadInt32(master, Ioctl.TIOCGSID) != stat.HostSession || Ioctl.TryReadInt32(master, Ioctl.TIOCGPGRP) is not { } foreground || foreground == stat.HostProcessGroup;
    }

    /// <param name="known">What is to be written back in place of what was read, which is the same but for ends of files; null to write back what was read.</param>
    private (byte[] Input, byte[] Output, long ReadableBytes) Look(TerminalInput? known)
    {
        var batch = new SyscallBatch();
        var unlocked = terminal.Record.IsExclusive ? Unlock(batch) : -1;
        var slave = batch.Add(SystemCall.ioctl, master, (long)Ioctl.TIOCGPTPEER, Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC);
        var slaveArgument = SyscallArgument.ResultOf(slave);
        batch.Add(SystemCall.fcntl, master, Fcntl.F_SETFL, terminal.Master.Info.StatusFlags | Fcntl.O_NONBLOCK);
        if (terminal.Record.IsPacketMode)
            batch.Add(SystemCall.ioctl, master, (long)Ioctl.TIOCPKT, batch.AddData(0));
        var readable = batch.Add(Contract.CallAwait, slaveArgument, (long)Ioctl.FIONREAD, 0);
        var queues = new TerminalQueues(batch, master, slaveArgument, FirstFreeNumber(), settings);
        var taken = queues.Empty();
        var (bytes, endOfFile) = known?.ToWrite() ?? ([], 0);
        var input = known is null ? taken.Input : batch.AddData(bytes);
        var inputBytes = known is null ? SyscallArgument.ResultOf(taken.InputCall) : bytes.Length;
        var written = queues.Fill(
            input, inputBytes, endOfFile, taken.Output, SyscallArgument.ResultOf(taken.OutputCall), settings.IsInLines ? SyscallArgument.ResultOf(readable) : inputBytes);
        if (terminal.Record.IsStopped)
            queues.Stop();
        if (terminal.Record.IsPacketMode)
            batch.Add(SystemCall.ioctl, master, (long)Ioctl.TIOCPKT, batch.AddData(1));
        batch.Add(SystemCall.fcntl, master, Fcntl.F_SETFL, terminal.Master.Info.StatusFlags);
        batch.Add(SystemCall.close, slaveArgument);
        if (unlocked >= 0)
        {
            batch.Add(SystemCall.ioctl, unlocked, (long)Ioctl.TIOCEXCL);
            batch.Add(SystemCall.close, unlocked);
        }
        var reply = server.Run(batch);
        var (inputRead, outputRead) = (reply.Raw(taken.InputCall), reply.Raw(taken.OutputCall));
        if (reply.Raw(slave) < 0)
            throw Refuse($"Its terminal cannot be looked into: {LinuxException.Describe((int)-reply.Raw(slave))}.");
        if (inputRead < 0 || outputRead < 0)
            throw Refuse($"What waits in its terminal cannot be read: {LinuxException.Describe((int)-Math.Min(inputRead, outputRead))}.");
        if (known is null && (reply.Raw(written.Input) != inputRead || reply.Raw(written.Output) != outputRead))
            throw Refuse($"Of {inputRead} and {outputRead} bytes that waited in its terminal only {reply.Raw(written.Input)} and {reply.Raw(written.Output)} could be put back.");
        return (reply.Bytes(taken.Input)[..(int)inputRead].ToArray(), reply.Bytes(taken.Output)[..(int)outputRead].ToArray(), reply.Raw(readable));
    }

    /// <summary>An exclusive terminal cannot be opened once more (TIOCEXCL), but those who have it can lift that.</summary>
    private int Unlock(SyscallBatch batch)
    {
        var number = server.SendDescriptors(terminal.Slaves[0].Handle)[0];
        batch.Add(SystemCall.ioctl, number, (long)Ioctl.TIOCNXCL);
        return number;
    }

    /// <summary>Where the kernel will put the next descriptor: the process stands still, and all its numbers are known.</summary>
    private int FirstFreeNumber()
    {
        var taken = Proc.ProcFile.NumbersIn($"/proc/{server.LivingTid}/fd").ToHashSet();
        return Enumerable.Range(0, int.MaxValue).First(number => !taken.Contains(number));
    }

    private ObstaclesException Refuse(string what)
        => new("the checkpoint was refused", [new Obstacle(holder.Member.Pid, master, what, "Try again in a moment.")]);
}
