using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Kinds;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>Captures the descriptors of processes that all stand still, from outside.</summary>
public static class DescriptorCapture
{
    /// <summary>The first that recognizes an open file captures it.</summary>
    private static readonly DescriptorKind[] Kinds =
    [
        new PathKind(),
        new PosixQueueKind(),
        new RegularFileKind(),
        new UnnamedFileKind(),
        new DirectoryKind(),
        new MasterKind(),
        new TerminalKind(),
        new DeviceKind(),
        new PipeKind(),
        new EventCounterKind(),
        new EventPollKind(),
        new TimerKind(),
        new SignalKind(),
        new InotifyKind(),
        new ProcessDescriptorKind(),
        new UnixSocketKind(),
        new InternetSocketKind(),
        new NetlinkSocketKind(),
        new UnsupportedKind(),
    ];

    /// <summary>Takes the inventory; <see cref="DescriptorInventory.Obstacles"/> says whether it is complete.</summary>
    /// <param name="members">All processes of the computation on this host, stopped. The first one that holds a description leads it.</param>
    /// <param name="ids">Gives out ids; the memory's capture takes its own from the same.</param>
    /// <param name="policy">What to do about what leads out of the computation.</param>
    public static DescriptorInventory Take(IReadOnlyList<DescriptorSource> members, ImageIds ids, DescriptorPolicy policy)
    {
        var held = SideBySide.Select(members, DescriptorTable.Read).SelectMany(descriptors => descriptors).ToList();
        var files = Open(members, held, ids);
        var pids = members.ToDictionary(member => member.HostPid, member => member.Pid);
        var inFlight = new DescriptorsInFlight(files, ids, sender => UnixSocketKind.Recall(sender, pids));
        inFlight.Read();
        var context = new CaptureContext(members, files, ids, policy, new UnnamedFiles());
        context.Obstacles.AddRange(inFlight.Obstacles);
        var recognized = files.ConvertAll(file => (File: file, Kind: Array.Find(Kinds, kind => kind.Recognizes(file))!));
        context.SocketOptions.AskAll([.. recognized.Where(item => item.Kind is UnixSocketKind or InternetSocketKind or NetlinkSocketKind).Select(item => item.File.Handle)]);
        var records = new Dictionary<ulong, OpenFileRecord>();
        foreach (var (file, kind) in recognized)
        {
            if (FileLocks.IsLease(file.Info))
                context.Refuse(file, $"A lease is held on {file.Link} (F_SETLEASE), which a restart would not give back.", "Give it up first.");
            if (kind.Capture(file, context) is { } record)
                records.Add(file.Id, Complete(record, file, context));
        }
        TcpConnections.TellOfStrangers(records, context);
        var locks = held.GroupBy(descriptor => descriptor.Member.HostPid).ToDictionary(group => group.Key, group => FileLocks.OfProcess(group));
        return new DescriptorInventory(context, records, locks, inFlight.Queues);
    }

    internal static List<OpenFile> Open(IReadOnlyList<DescriptorSource> members, IReadOnlyList<HeldDescriptor> held, ImageIds ids)
    {
        var pidfds = members.ToDictionary(member => member.HostPid, member => PidFd.OfThread(member.HostPid, member.LivingTid));
        var files = new List<OpenFile>();
        try
        {
            foreach (var holders in DescriptionGroups.Find(held, DescriptionGroups.KernelOrder))
            {
                var leader = holders[0];
                files.Add(new OpenFile(ids.Next(leader.Member.Pid), holders, PidFd.GetDescriptor(pidfds[leader.Member.HostPid], leader.Number)));
            }
            return files;
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
        finally
        {
            foreach (var pidfd in pidfds.Values)
                pidfd.Dispose();
        }
    }

    /// <summary>Adds what all kinds have in common.</summary>
    internal static OpenFileRecord Complete(OpenFileRecord record, OpenFile file, CaptureContext context) => record with
    {
        OpenFileId = file.Id,
        StatusFlags = file.Info.StatusFlags,
        Link = file.Link,
        Locks = FileLocks.OfDescription(file.Info),
        Owner = (file.Info.StatusFlags & Fcntl.O_PATH) != 0 ? null : Owner(file, context),
    };

    private static DescriptorOwnerRecord? Owner(OpenFile file, CaptureContext context)
    {
        const int F_OWNER_PGRP = 2;
        var (kind, hostId) = Fcntl.GetOwner(file.Handle);
        var signal = Fcntl.Call(file.Handle, Fcntl.F_GETSIG);
        if (hostId == 0 && signal == 0)
            return null;
        var id = kind == F_OWNER_PGRP ? context.GroupOf(hostId) : context.PidOf(hostId) ?? 0;
        return new DescriptorOwnerRecord { Kind = kind, Id = id, Signal = signal };
    }
}
