using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>The last stage: registrations, locks, owners, then final numbers, then what depends on them.</summary>
internal sealed class Placement(IReadOnlyList<HuskDescriptors> husks, StandardStreams streams, bool clocksGoOn)
{
    /// <summary>The flags that F_SETFL can change (fcntl(2)).</summary>
    private const int Settable = Fcntl.O_APPEND | Fcntl.O_NONBLOCK | Fcntl.O_ASYNC | Fcntl.O_DIRECT | Fcntl.O_NOATIME;

    private readonly Dictionary<ulong, OpenFileRecord> files =
        husks.SelectMany(husk => husk.Member.Record.OpenFiles).ToDictionary(file => file.OpenFileId);

    /// <summary>
    /// By whom those are set that signal again: the first one who has them. The signal tells the number by which O_ASYNC was set (fcntl(2), F_SETSIG), so it is set on a final one.
    /// </summary>
    private readonly Dictionary<ulong, HuskDescriptors> signallers =
        husks.SelectMany(husk => husk.Member.Record.Descriptors.Select(descriptor => (descriptor.OpenFileId, husk))).DistinctBy(held => held.OpenFileId).ToDictionary();

    /// <summary>The groups that are the computation's own: a restart has no others, or they are somebody else's by now.</summary>
    private readonly HashSet<int> groups = [.. husks.Select(husk => husk.Member.Record.Process.ProcessGroup)];

    /// <summary>What is done once for a description, by its leader. May be called for several husks at once.</summary>
    public void Prepare(HuskDescriptors husk)
    {
        foreach (var file in husk.Member.Record.OpenFiles)
        {
            if (file is ExternalStreamRecord || !husk.Has(file.OpenFileId))
                continue;
            LockRestore.OfDescription(husk, file);
            Own(husk, file);
            if (file is TimerDescriptorRecord timer)
                EventObjects.StartTimer(husk, timer, clocksGoOn);
        }
        ForEachPoll(husk, static (restore, poll) => restore.Register(poll));
        husk.Send();
    }

    /// <summary>What every holder does. May be called for several husks at once.</summary>
    public void Place(HuskDescriptors husk)
    {
        var taken = new HashSet<int>();
        var signalling = new HashSet<ulong>();
        foreach (var descriptor in husk.Member.Record.Descriptors)
        {
            var file = files[descriptor.OpenFileId];
            var source = streams.For(husk, descriptor, file) ?? husk.NumberOf(descriptor.OpenFileId);
            husk.Begin();
            husk.Add(() => $"{file.Link} cannot be put on descriptor {descriptor.Number}", SystemCall.dup3, source, descriptor.Number, descriptor.CloseOnExec ? Fcntl.O_CLOEXEC : 0);
            taken.Add(descriptor.Number);
            if (file is ExternalStreamRecord stream)
                Adapt(husk, descriptor.Number, stream);
            else if ((file.StatusFlags & Fcntl.O_ASYNC) != 0 && signallers[file.OpenFileId] == husk && signalling.Add(file.OpenFileId))
                husk.Add("The flags of a descriptor cannot be set", SystemCall.fcntl, descriptor.Number, Fcntl.F_SETFL, file.StatusFlags & Settable);
        }
        for (var number = 0; number <= 2; number++)
        {
            if (!taken.Contains(number))
                husk.Begin().Add(SystemCall.close, number);
        }
        ForEachPoll(husk, static (restore, poll) => restore.RegisterInPlace(poll));
        husk.Add("The temporary descriptors cannot be closed", SystemCall.close_range, husk.TemporaryFrom, (long)uint.MaxValue, 0);
        // Closing any descriptor of a file takes away the process's locks on it (fcntl(2)), so these come after everything.
        LockRestore.OfProcess(husk);
        husk.Send();
    }

    /// <summary>
    /// What the program had changed about a stream that is supplied anew: whether it waits, and the settings of a terminal. Where it is no terminal
    /// now, there is nothing to set. Nothing happens to a husk that is in the background of a terminal: its signals are blocked (termios(3), SIGTTOU).
    /// </summary>
    private static void Adapt(HuskDescriptors husk, int number, ExternalStreamRecord stream)
    {
        var batch = husk.Begin();
        if ((stream.StatusFlags & Fcntl.O_NONBLOCK) != 0)
            husk.Add("The flags of a standard stream cannot be set", SystemCall.fcntl, number, Fcntl.F_SETFL, stream.StatusFlags & (Settable & ~Fcntl.O_ASYNC));
        if (stream.TerminalSettings.Length > 0)
            batch.Add(SystemCall.ioctl, number, (long)Ioctl.TCSETS2, batch.AddData(stream.TerminalSettings));
    }

    private void ForEachPoll(HuskDescriptors husk, Action<EventPollRestore, EventPollRecord> action)
    {
        if (husk.Member.Record.OpenFiles.OfType<EventPollRecord>().ToArray() is not { Length: > 0 } polls)
            return;
        var restore = new EventPollRestore(husk, target => SuppliedFor(husk, target));
        foreach (var poll in polls)
            action(restore, poll);
    }

    /// <summary>Of a stream from outside that an epoll instance of this husk watches, whether it has a descriptor of it or not.</summary>
    private int? SuppliedFor(HuskDescriptors husk, EventPollTargetRecord target)
    {
        var held = husk.Member.Record.Descriptors.Where(descriptor => descriptor.OpenFileId == target.OpenFileId).OrderBy(descriptor => descriptor.Number != target.Number).FirstOrDefault();
        return streams.For(husk, held ?? new DescriptorRecord { Number = target.Number, OpenFileId = target.OpenFileId }, files[target.OpenFileId]);
    }

    private void Own(HuskDescriptors husk, OpenFileRecord file)
    {
        if ((file.StatusFlags & Fcntl.O_PATH) != 0)
            return;
        const string What = "The owner of a descriptor cannot be set";
        const int F_OWNER_PGRP = 2;
        var number = husk.NumberOf(file.OpenFileId);
        var batch = husk.Begin();
        if (file.Owner is { } owner)
        {
            if (owner.Id != 0 && (owner.Kind != F_OWNER_PGRP || groups.Contains(owner.Id)))
                husk.Add(What, SystemCall.fcntl, number, Fcntl.F_SETOWN_EX, batch.AddData((long)(uint)owner.Kind | (long)owner.Id << 32));
            if (owner.Signal != 0)
                husk.Add(What, SystemCall.fcntl, number, Fcntl.F_SETSIG, owner.Signal);
        }
        // Pipes, inotify instances and connections were non-blocking while they were being made and filled.
        if ((file.StatusFlags & Settable) != 0 || file is InotifyRecord or PipeEndRecord or InternetSocketRecord)
            husk.Add("The flags of a descriptor cannot be set", SystemCall.fcntl, number, Fcntl.F_SETFL, file.StatusFlags & Settable & ~Fcntl.O_ASYNC);
    }
}
