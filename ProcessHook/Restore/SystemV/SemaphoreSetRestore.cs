using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Memory;

namespace Entracte.ProcessHook.Restore.SystemV;

/// <summary>Makes a set of System V semaphores with its values; who changed them last does it again.</summary>
internal sealed class SemaphoreSetRestore(HuskServer keeper, Func<int, HuskServer> huskOf, SemaphoreSetRecord set, bool mayChangeUser)
{
    private const int SETVAL = 16;
    private const int SETALL = 17;
    private const int ValueMax = 32767;

    public void Create()
    {
        NumberedObject.Create(keeper, "sem", set.Id, $"System V semaphore set {set.Id}", SystemCall.semget, set.SetKey, set.Values.Length, NumberedObject.Creation | set.Mode);
        if (mayChangeUser)
            NumberedObject.SetOwner(keeper, SystemCall.semctl, set.Id, set.Mode, set.OwnerUser, set.OwnerGroup);
        var batch = new SyscallBatch();
        batch.Add(SystemCall.semctl, set.Id, 0, SETALL, batch.AddData(MemoryMarshal.AsBytes(set.Values.Select(value => (ushort)value).ToArray().AsSpan())));
        keeper.Run(batch).ThrowIfAnyFailed();
        foreach (var (number, pid) in set.LastPids.Index().Where(item => item.Item != 0))
        {
            var setting = new SyscallBatch();
            setting.Add(SystemCall.semctl, set.Id, number, SETVAL, set.Values[number]);
            huskOf(pid).Run(setting).ThrowIfAnyFailed();
        }
    }

    /// <summary>Operates on each semaphore without changing it, so that the set counts as used. After this nobody may set values again: that would take away the adjustments.</summary>
    public void Touch()
    {
        foreach (var byHusk in set.LastPids.Index().GroupBy(item => huskOf(item.Item)))
        {
            var runner = new BatchRunner(byHusk.Key, byHusk.Key.Pid);
            foreach (var (number, _) in byHusk)
            {
                short step = set.Values[number] < ValueMax ? (short)1 : (short)-1;
                var operations = runner.Begin(1, 16).AddData(MemoryMarshal.AsBytes<short>([(short)number, step, 0, (short)number, (short)-step, 0]));
                runner.Add($"operating on semaphore set {set.Id}", SystemCall.semop, set.Id, operations, 2);
            }
            runner.Send();
        }
    }
}
