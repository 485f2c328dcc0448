using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>
/// A terminal as programs know it. When its other side is outside of the computation it is the shell's: at a restart it is the terminal where that happens.
/// When a member holds the master, both come back.
/// </summary>
internal sealed class TerminalKind : DescriptorKind
{
    /// <summary>tty(4) and console devices, and the slaves of pseudo terminals (pts(4)).</summary>
    private static bool IsTerminal(uint major) => major is 4 or 5 or (>= 136 and <= 143);

    /// <summary>/dev/ptmx and its like (pts(4)): the other side.</summary>
    private static bool IsMaster((uint Major, uint Minor) numbers) => numbers is (5, 2);

    public override bool Recognizes(OpenFile file) => IsSlave(file);

    internal static bool IsSlave(OpenFile file)
        => file.Status.IsCharacterDevice && IsTerminal(file.Status.RepresentedNumbers.Major) && !IsMaster(file.Status.RepresentedNumbers);

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        if (context.Terminals.Of(file) is { } terminal)
            return new TerminalEndRecord { TerminalId = terminal.TerminalId, IsControlling = TerminalPairs.IsControlling(file) };
        var settings = new byte[Ioctl.TerminalSettingsBytes];
        return new ExternalStreamRecord
        {
            Kind = ExternalStreamKind.Terminal,
            Name = file.Link,
            StandardNumbers = file.StandardNumbers,
            TerminalSettings = Ioctl.TryRead(file.Handle, Ioctl.TCGETS2, settings) ? settings : [],
            ForegroundGroup = ForegroundGroupOf(file, context),
        };
    }

    /// <summary>Only those whom it controls may ask for it (TIOCGPGRP); /proc tells it of each of them.</summary>
    private static int ForegroundGroupOf(OpenFile file, CaptureContext context)
    {
        var number = file.Status.RepresentedNumbers is (5, 0) ? ProcessStat.Of(file.Leader.Member.HostPid).ControllingTerminal : Encoded(file.Status.RepresentedNumbers);
        return context.Members.Select(member => ProcessStat.Of(member.HostPid)).Where(stat => stat.ControllingTerminal == number && number != 0)
            .Select(stat => context.GroupOf(stat.HostForegroundGroup)).FirstOrDefault();
    }

    /// <summary>As proc_pid_stat(5) writes it, tty_nr.</summary>
    private static int Encoded((uint Major, uint Minor) numbers) => (int)(numbers.Minor & 0xff | numbers.Major << 8 | (numbers.Minor & ~0xffu) << 12);
}
