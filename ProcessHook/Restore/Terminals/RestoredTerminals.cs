using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Terminals;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Terminals;

/// <summary>
/// The pseudo terminals of a computation, made anew by the keeper in a devpts of their own, where every number is free. It has both sides open until everybody
/// else has: a terminal that nobody has open forgets whom it controls.
/// </summary>
internal sealed class RestoredTerminals(HuskServer? keeperOrNone, IReadOnlyList<ProcessFileRecord> parts)
{
    private const int MS_NOSUID_NOEXEC = 2 | 8;
    private const int MS_BIND = 4096;

    private readonly IReadOnlyList<PseudoTerminalRecord> terminals = [.. parts.SelectMany(part => part.PseudoTerminals).OrderBy(terminal => terminal.Number)];
    private readonly Dictionary<ulong, (int Master, int Slave)> numbers = [];

    /// <summary>Where nobody has any, there need not be a keeper either.</summary>
    public static RestoredTerminals None { get; } = new(null, []);

    private HuskServer Keeper => keeperOrNone ?? throw new InvalidOperationException("terminals are made by a keeper");

    /// <summary>At the end they are there, with their settings; nobody else has them open.</summary>
    public void Create()
    {
        if (terminals.Count == 0)
            return;
        MountDevices();
        foreach (var (terminal, master) in OpenMasters())
            Furnish(terminal, master);
    }

    /// <summary>The terminal that this session's leader has to take.</summary>
    public PseudoTerminalRecord? OfSession(int session) => terminals.FirstOrDefault(terminal => terminal.Session == session && session != 0);

    public PseudoTerminalRecord Find(ulong terminalId) => terminals.First(terminal => terminal.TerminalId == terminalId);

    /// <summary>A duplicate, in this process, of the master.</summary>
    public SafeFileHandle FetchMaster(ulong terminalId)
    {
        using var pidfd = PidFd.Open(Keeper.HostPid);
        return PidFd.GetDescriptor(pidfd, numbers[terminalId].Master);
    }

    /// <summary>At the end what waited in them waits again, and the keeper has let go of them.</summary>
    public void Finish()
    {
        foreach (var terminal in terminals)
            Finish(terminal);
    }

    public static string PathOf(PseudoTerminalRecord terminal) => $"/dev/pts/{terminal.Number}";

    private void MountDevices()
    {
        if (!Keeper.Namespaces.HasFlag(HuskNamespaces.Mounts))
            throw Failure("Terminals of the computation's own need a mount namespace, and this restart has none.");
        var batch = new SyscallBatch();
        var (type, place, ptmx) = (batch.AddString("devpts"), batch.AddString("/dev/pts"), batch.AddString("/dev/pts/ptmx"));
        batch.Add(SystemCall.mount, type, place, type, MS_NOSUID_NOEXEC, batch.AddString("newinstance,ptmxmode=0666,mode=0620"));
        batch.Add(SystemCall.mount, ptmx, batch.AddString("/dev/ptmx"), 0, MS_BIND, 0);
        Keeper.Run(batch).ThrowIfAnyFailed();
    }

    /// <summary>A new terminal gets the lowest free number: all up to the highest are made, and those that nobody had are closed again.</summary>
    private List<(PseudoTerminalRecord Terminal, int Master)> OpenMasters()
    {
        const int AtOnce = 64;
        var made = new List<int>();
        var count = terminals[^1].Number + 1;
        while (made.Count < count)
        {
            var batch = new SyscallBatch();
            var path = batch.AddString("/dev/ptmx");
            var calls = Enumerable.Range(0, Math.Min(AtOnce, count - made.Count)).Select(_ => batch.Add(SystemCall.open, path, Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC)).ToArray();
            var reply = Keeper.Run(batch).ThrowIfAnyFailed();
            made.AddRange(calls.Select(call => (int)reply.Result(call)));
        }
        var wanted = terminals.Select(terminal => terminal.Number).ToHashSet();
        foreach (var unwanted in made.Where((_, number) => !wanted.Contains(number)).Chunk(AtOnce))
        {
            var batch = new SyscallBatch();
            foreach (var master in unwanted)
                batch.Add(SystemCall.close, master);
            Keeper.Run(batch);
        }
        return [.. terminals.Select(terminal => (terminal, made[terminal.Number]))];
    }

    private void Furnish(PseudoTerminalRecord terminal, int master)
    {
        var batch = new SyscallBatch();
        batch.Add(SystemCall.ioctl, master, (long)Ioctl.TIOCSPTLCK, batch.AddData(0));
        if (terminal.WindowSize.Length > 0)
            batch.Add(SystemCall.ioctl, master, (long)Ioctl.TIOCSWINSZ, batch.AddData(terminal.WindowSize));
        if (terminal.Settings.Length > 0)
            batch.Add(SystemCall.ioctl, master, (long)Ioctl.TCSETS2, batch.AddData(terminal.Settings));
        var slave = terminal.Use == TerminalUse.Unopened ? -1
            : batch.Add(SystemCall.open, batch.AddString(PathOf(terminal)), Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC);
        var reply = Keeper.Run(batch).ThrowIfAnyFailed();
        numbers.Add(terminal.TerminalId, (master, slave < 0 ? -1 : (int)reply.Result(slave)));
    }

    private void Finish(PseudoTerminalRecord terminal)
    {
        var (master, slave) = numbers[terminal.TerminalId];
        var batch = new SyscallBatch();
        if (slave >= 0)
            Fill(batch, terminal, master, slave);
        if (terminal.IsPacketMode)
            batch.Add(SystemCall.ioctl, master, (long)Ioctl.TIOCPKT, batch.AddData(1));
        if (terminal.IsLocked)
            batch.Add(SystemCall.ioctl, master, (long)Ioctl.TIOCSPTLCK, batch.AddData(1));
        if (terminal.IsExclusive && slave >= 0)
            batch.Add(SystemCall.ioctl, slave, (long)Ioctl.TIOCEXCL);
        if (slave >= 0)
            batch.Add(SystemCall.close, slave);
        batch.Add(SystemCall.close, master);
        Keeper.Run(batch).ThrowIfAnyFailed();
    }

    private static void Fill(SyscallBatch batch, PseudoTerminalRecord terminal, int master, int slave)
    {
        var settings = new TerminalSettings(terminal.Settings);
        var queues = new TerminalQueues(batch, master, slave, slave, settings);
        if (terminal.Input.Length + terminal.Output.Length > 0)
        {
            var input = new TerminalInput(terminal.Input, terminal.InputEnds);
            var (bytes, endOfFile) = input.ToWrite();
            queues.Fill(batch.AddData(bytes), bytes.Length, endOfFile, batch.AddData(terminal.Output), terminal.Output.Length, input.ReadableBytes(settings));
        }
        if (terminal.IsStopped)
            queues.Stop();
    }

    private static ObstaclesException Failure(string what) => new("the restart was given up", [new Obstacle(0, null, what, "Restart as a plain user, or let the agent use namespaces.")]);
}
