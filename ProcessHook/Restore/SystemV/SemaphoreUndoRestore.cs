using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Memory;

namespace Entracte.ProcessHook.Restore.SystemV;

/// <summary>
/// Gives a process its adjustments of semaphores back: it takes with SEM_UNDO what its end is to give, and gives it without, in one operation, so that the
/// value stays what it is. In portions, for the value must stay within 0 and 32767 meanwhile.
/// </summary>
internal static class SemaphoreUndoRestore
{
    private const int PortionMax = 16383;
    private const short SEM_UNDO = 0x1000;

    public static void Apply(HuskServer husk, IEnumerable<SemaphoreUndoRecord> undos, IReadOnlyDictionary<int, SemaphoreSetRecord> sets)
    {
        var runner = new BatchRunner(husk, husk.Pid);
        foreach (var undo in undos)
        {
            var value = sets[undo.SetId].Values[undo.Number];
            for (var rest = undo.Adjustment; rest != 0;)
            {
                var portion = Math.Clamp(rest, -PortionMax, PortionMax);
                var operations = runner.Begin(1, 16).AddData(MemoryMarshal.AsBytes<short>(OperationsOf(undo.Number, portion, value)));
                runner.Add($"restoring what process {husk.Pid} is to undo in semaphore set {undo.SetId}", SystemCall.semop, undo.SetId, operations, 2);
                rest -= portion;
            }
        }
        runner.Send();
    }

    /// <summary>Two operations: number, change, flags each. Down comes first where there is something to take.</summary>
    private static short[] OperationsOf(int number, int adjustment, int value)
    {
        short[] undone = [(short)number, (short)-adjustment, SEM_UNDO];
        short[] balance = [(short)number, (short)adjustment, 0];
        var undoneGoesDown = adjustment > 0;
        return undoneGoesDown == value >= Math.Abs(adjustment) ? [.. undone, .. balance] : [.. balance, .. undone];
    }
}
