using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Memory;

namespace Entracte.ProcessHook.Restore.SystemV;

/// <summary>
/// Makes the System V objects of a computation anew, with their ids and keys, in the IPC namespace of the restart: content first, then what each process has
/// to do with them. The keeper has everything attached until the members have.
/// </summary>
/// <param name="keeper">May do everything in the namespace.</param>
/// <param name="members">All processes of this machine.</param>
/// <param name="mayChangeUser">Whether owners may be others than the user of the restart.</param>
/// <param name="notes">What is not quite as it was.</param>
internal sealed class SystemVRestore(HuskServer keeper, IReadOnlyList<RestoringMember> members, bool mayChangeUser, List<string> notes)
{
    private readonly Dictionary<ulong, SharedMemoryRecord> segments = [];
    private readonly Dictionary<ulong, ulong> attachments = [];

    /// <summary>Segments by the id of their record, for those who attach them.</summary>
    public IReadOnlyDictionary<ulong, SharedMemoryRecord> Segments => segments;

    /// <summary>At the end all objects are there, with their content.</summary>
    public void Create()
    {
        foreach (var part in members.Select(member => member.Part))
        {
            foreach (var segment in part.Record.SharedMemories.Where(memory => memory.Kind == SharedMemoryKind.SystemV))
                Create(part, segment);
            foreach (var queue in part.Record.MessageQueues)
                new MessageQueueRestore(HuskOf(queue.LastSenderPid), queue, mayChangeUser, notes).Create();
            foreach (var set in part.Record.SemaphoreSets)
                new SemaphoreSetRestore(keeper, HuskOf, set, mayChangeUser).Create();
        }
    }

    /// <summary>To be called when all members have attached what they had: from now on a segment that was marked to be removed goes with its last user.</summary>
    public void LetGoOfSegments()
    {
        const int IPC_RMID = 0;
        var runner = new BatchRunner(keeper, keeper.Pid);
        foreach (var (id, address) in attachments)
        {
            runner.Begin(2);
            if (segments[id].IsRemoved)
                runner.Add($"marking segment {segments[id].SystemVId} to be removed", SystemCall.shmctl, segments[id].SystemVId, IPC_RMID, 0);
            runner.Add("detaching a segment", SystemCall.shmdt, address);
        }
        runner.Send();
    }

    /// <summary>At the end each process has its adjustments of semaphores. Its threads share them, and may be made before or after.</summary>
    public void Adjust()
    {
        var sets = members.SelectMany(member => member.Part.Record.SemaphoreSets).ToDictionary(set => set.Id);
        foreach (var member in members)
            SemaphoreUndoRestore.Apply(member.Husk, member.Part.Record.SemaphoreUndos, sets);
        foreach (var set in sets.Values.Where(set => set.WasOperated))
            new SemaphoreSetRestore(keeper, HuskOf, set, mayChangeUser).Touch();
    }

    /// <summary>The husk of a process, so that the kernel remembers who it was; the keeper for strangers.</summary>
    private HuskServer HuskOf(int pid) => members.FirstOrDefault(member => member.Process.Pid == pid)?.Husk ?? keeper;

    private void Create(ProcessFileReader part, SharedMemoryRecord segment)
    {
        const int SHM_HUGETLB = 0x800;
        const int HugePageSizeShift = 26;
        const int SHM_LOCK = 11;
        var huge = segment.HugePageSizeBytes == 0 ? 0 : SHM_HUGETLB | System.Numerics.BitOperations.Log2(segment.HugePageSizeBytes) << HugePageSizeShift;
        var creator = HuskOf(segment.CreatorPid);
        NumberedObject.Create(creator, "shm", segment.SystemVId, $"System V segment {segment.SystemVId}", SystemCall.shmget,
            segment.SystemVKey, segment.LengthBytes, NumberedObject.Creation | huge | segment.Mode);
        if (mayChangeUser)
            NumberedObject.SetOwner(keeper, SystemCall.shmctl, segment.SystemVId, segment.Mode, segment.OwnerUser, segment.OwnerGroup);
        var attaching = new SyscallBatch();
        attaching.Add(SystemCall.shmat, segment.SystemVId, 0, 0);
        if (segment.IsLocked)
            attaching.Add(SystemCall.shmctl, segment.SystemVId, SHM_LOCK, 0);
        var start = (ulong)keeper.Run(attaching).ThrowIfAnyFailed().Result(0);
        segments.Add(segment.Id, segment);
        attachments.Add(segment.Id, start);
        SegmentContent.Read(keeper, part, segment.Id, start);
    }
}
