using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture;

namespace Entracte.ProcessHook.Restore.Splitting;

/// <summary>
/// What ties processes of one node to one host. Pure.
/// <code>
/// what they share                                                          | does it tie
/// parent and child, a session, a process group, a terminal                 | yes
/// an open file, a pipe or FIFO, a unix connection, a registered descriptor | yes
/// a stream from outside, a device without a state (/dev/null)              | no: each host supplies its own
/// memory, a file that is mapped writable                                   | yes
/// System V objects: whoever knows the key may use them                     | yes, all that were on the node
/// a TCP connection over an address of the host                             | no: it is made anew between the hosts (see <see cref="NodeSplit"/>)
/// a connection over the loopback address, or not accepted yet              | yes
/// a file that each has opened by itself, a lock on it                      | no: the hosts must share it, as after any restart elsewhere
/// </code>
/// </summary>
internal static class ProcessTies
{
    public static IEnumerable<Tie> Among(IReadOnlyList<ProcessFileRecord> processes)
    {
        var pids = processes.Select(record => record.Process.Pid).ToHashSet();
        var pidsOfThreads = processes.SelectMany(record => record.Threads.Select(thread => (thread.Tid, record.Process.Pid))).DistinctBy(thread => thread.Tid).ToDictionary();
        var anew = processes.SelectMany(record => record.OpenFiles).Where(IsSuppliedAnew).Select(file => file.OpenFileId).ToHashSet();
        var found = new FirstHolders();
        return processes.SelectMany(record => Of(record, found, pidsOfThreads, anew)).Concat(SystemV(processes)).Concat(SocketTies.Among(processes))
            .Where(tie => pids.Contains(tie.OtherPid) && tie.Pid != tie.OtherPid);
    }

    /// <summary>What a second host can supply as well.</summary>
    public static bool IsSuppliedAnew(OpenFileRecord file) => file is ExternalStreamRecord || file is DeviceRecord { Locks.Length: 0, Owner: null };

    private static IEnumerable<Tie> Of(ProcessFileRecord record, FirstHolders found, Dictionary<int, int> pidsOfThreads, HashSet<ulong> anew)
    {
        var (process, pid) = (record.Process, record.Process.Pid);
        yield return new Tie(pid, "is a child of", process.ParentPid);
        foreach (var tie in found.Share(pid, "is in one session with", ("session", (ulong)process.Session)))
            yield return tie;
        foreach (var tie in found.Share(pid, "is in one process group with", ("group", (ulong)process.ProcessGroup)))
            yield return tie;
        foreach (var file in record.OpenFiles)
        {
            foreach (var tie in OfFile(pid, file, found, pidsOfThreads))
                yield return tie;
        }

        foreach (var descriptor in record.Descriptors.Where(descriptor => !anew.Contains(descriptor.OpenFileId)))
            yield return new Tie(pid, $"shares its descriptor {descriptor.Number}, which is one open file, with", ImageIds.LeaderOf(descriptor.OpenFileId));

        foreach (var pipe in record.Pipes)
        {
            foreach (var tie in found.Share(pid, pipe.Path.Length > 0 ? $"shares the FIFO {pipe.Path} with" : "shares a pipe with", ("object", pipe.PipeId)))
                yield return tie;
        }

        foreach (var terminal in record.PseudoTerminals)
        {
            foreach (var tie in found.Share(pid, $"shares the terminal /dev/pts/{terminal.Number} with", ("object", terminal.TerminalId), ("session", (ulong)terminal.Session)))
                yield return tie;
        }

        foreach (var queue in record.PosixQueues)
        {
            foreach (var tie in found.Share(pid, $"shares the message queue {queue.Name} with", ("object", queue.QueueId)))
                yield return tie;
        }

        foreach (var passed in record.Queues.SelectMany(queue => queue.Portions).SelectMany(portion => portion.PassedOpenFileIds))
            yield return new Tie(pid, "is sent a descriptor of", ImageIds.LeaderOf(passed));
        foreach (var tie in OfMemory(record, found))
            yield return tie;
    }

    private static IEnumerable<Tie> OfFile(int pid, OpenFileRecord file, FirstHolders found, Dictionary<int, int> pidsOfThreads)
    {
        if (file.Owner is { Kind: not 2, Id: not 0 } owner)
            yield return new Tie(pid, $"has signals about {file.Link} sent to", pidsOfThreads.GetValueOrDefault(owner.Id));
        if (file.Owner is { Kind: 2, Id: not 0 } group)
        {
            foreach (var tie in found.Share(pid, $"has signals about {file.Link} sent to the process group of", ("group", (ulong)group.Id)))
                yield return tie;
        }

        var shared = file switch
        {
            PipeEndRecord pipe => pipe.PipeId,
            UnnamedFileRecord unnamed => unnamed.FileId,
            TerminalEndRecord terminal => terminal.TerminalId,
            PosixQueueDescriptorRecord queue => queue.QueueId,
            _ => 0UL,
        };
        foreach (var tie in found.Share(pid, $"shares {file.Link} with", ("object", shared)))
            yield return tie;
        switch (file)
        {
            case EventPollRecord poll:
                foreach (var target in poll.Targets)
                    yield return new Tie(pid, $"waits by epoll, as descriptor {target.Number}, for an open file of", ImageIds.LeaderOf(target.OpenFileId));
                break;
            case ProcessDescriptorRecord process:
                yield return new Tie(pid, "has a descriptor (pidfd) of", process.Pid);
                break;
            case UnixSocketRecord { PeerOpenFileId: not 0 } socket:
                yield return new Tie(pid, $"is connected by a unix socket ({socket.Link}) with", ImageIds.LeaderOf(socket.PeerOpenFileId));
                break;
        }
    }

    private static IEnumerable<Tie> OfMemory(ProcessFileRecord record, FirstHolders found)
    {
        var pid = record.Process.Pid;
        foreach (var memory in record.SharedMemories)
        {
            foreach (var tie in found.Share(pid, $"shares memory{Named(memory.Name)} with", ("object", memory.Id)))
                yield return tie;
        }

        var paths = record.MappedFiles.ToDictionary(file => file.Id, file => file.Path);
        foreach (var mapping in record.Mappings)
        {
            var name = paths.GetValueOrDefault(mapping.ObjectId) ?? mapping.Name;
            var what = $"shares memory{Named(name)} with";
            var ties = mapping.Kind switch
            {
                MappingKind.SharedMemory or MappingKind.PrivateOfSharedMemory => found.Share(pid, what, ("object", mapping.ObjectId)),
                // VM_SHARED: a file that was opened for reading only lacks it, as what is only read may come from another host's.
                MappingKind.SharedFile when mapping.Flags.Split(' ').Contains("sh") => found.Share(pid, what, ($"file {name}", 1UL)),
                _ => [],
            };
            foreach (var tie in ties)
                yield return tie;
        }
    }

    private static string Named(string name) => name.Length > 0 ? $" ({name})" : "";

    /// <summary>Who uses them, and by which key he will, is not known: they are everybody's.</summary>
    private static IEnumerable<Tie> SystemV(IReadOnlyList<ProcessFileRecord> processes)
    {
        var objects = processes.Select(record => (record.Process.Pid, What: record switch
        {
            { SharedMemories: var memories } when Array.Find(memories, memory => memory.Kind == SharedMemoryKind.SystemV) is { } segment => $"System V shared memory {segment.SystemVId}",
            { SemaphoreSets: [var set, ..] } => $"System V semaphores {set.Id}",
            { MessageQueues: [var queue, ..] } => $"System V message queue {queue.Id}",
            _ => "",
        })).FirstOrDefault(found => found.What.Length > 0);
        return objects.What is null ? [] : processes.Select(record => new Tie(record.Process.Pid, $"may use, as all do, the {objects.What} of", objects.Pid));
    }
}
