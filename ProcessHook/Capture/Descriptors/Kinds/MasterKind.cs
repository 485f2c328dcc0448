using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Terminals;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>The master of a pseudo terminal (pty(7)): the computation is on both sides of it, or would at least be the one to serve the other.</summary>
internal sealed class MasterKind : DescriptorKind
{
    private const int WindowSizeBytes = 8;

    /// <summary>What the master tells only by being read: that the program's own reading would find a change of state first (TIOCPKT).</summary>
    private const string StatusWaits = "Its terminal has a change of state to tell (packet mode) that nobody has read yet.";

    public override bool Recognizes(OpenFile file) => TerminalPairs.IsMaster(file);

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        if (file.IsOnItsWay)
            return context.Refuse(file, "The master of a terminal is on its way through a socket, where nobody can look at what waits in it.", "Try again when it has arrived.", isTransient: true);
        var terminal = context.Terminals.All.First(candidate => candidate.Master == file);
        var slaves = context.Files.Where(other => other != file && IsSlave(other) && context.Terminals.Of(other) == terminal).ToList();
        terminal.Slaves.AddRange(slaves);
        terminal.Settings = TerminalSettings.TryRead(file.Handle);
        var isPacketMode = Ioctl.ReadInt32(file.Handle, Ioctl.TIOCGPKT) != 0;
        if (isPacketMode && (Poll.Now(file.Handle, Poll.POLLPRI) & Poll.POLLPRI) != 0)
            return context.Refuse(file, StatusWaits, "Try again in a moment.");
        var windowSize = new byte[WindowSizeBytes];
        Ioctl.TryRead(file.Handle, Ioctl.TIOCGWINSZ, windowSize);
        terminal.Record = new PseudoTerminalRecord
        {
            TerminalId = terminal.TerminalId,
            Number = terminal.Number,
            Settings = terminal.Settings?.Structure ?? [],
            WindowSize = windowSize,
            Use = slaves.Count > 0 ? TerminalUse.Open : IsHungUp(file) ? TerminalUse.Closed : TerminalUse.Unopened,
            IsLocked = Ioctl.ReadInt32(file.Handle, Ioctl.TIOCGPTLCK) != 0,
            IsPacketMode = isPacketMode,
            IsExclusive = slaves.Count > 0 && Ioctl.ReadInt32(slaves[0].Handle, Ioctl.TIOCGEXCL) != 0,
            IsStopped = slaves.Any(slave => slave.IsWritable) && IsStopped(file, slaves.First(slave => slave.IsWritable)),
            Session = SessionOf(file, context),
            ForegroundGroup = ForegroundGroupOf(file, context),
        };
        return new TerminalEndRecord { TerminalId = terminal.TerminalId, IsMaster = true };
    }

    private static bool IsSlave(OpenFile file) => TerminalKind.IsSlave(file);

    private static bool IsHungUp(OpenFile master) => (Poll.Now(master.Handle, Poll.POLLIN) & Poll.POLLHUP) != 0;

    /// <summary>No room for output although there is: it is held.</summary>
    private static bool IsStopped(OpenFile master, OpenFile slave)
    {
        const int FullBytes = 4000;
        return (Poll.Now(slave.Handle, Poll.POLLOUT) & Poll.POLLOUT) == 0 && Ioctl.ReadInt32(master.Handle, Ioctl.FIONREAD) < FullBytes;
    }

    private static int SessionOf(OpenFile master, CaptureContext context)
        => Ioctl.TryReadInt32(master.Handle, Ioctl.TIOCGSID) is { } hostSession ? context.PidOf(hostSession) ?? 0 : 0;

    private static int ForegroundGroupOf(OpenFile master, CaptureContext context)
        => Ioctl.TryReadInt32(master.Handle, Ioctl.TIOCGPGRP) is { } hostGroup ? context.GroupOf(hostGroup) : 0;
}
