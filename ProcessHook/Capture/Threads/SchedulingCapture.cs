using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Threads;

/// <summary>Scheduling of a thread, as everyone may ask it.</summary>
internal static class SchedulingCapture
{
    private static readonly Lazy<byte[]> AllProcessors = new(ReadOnlineProcessors);

    public static SchedulingRecord Of(int hostTid)
    {
        var attributes = SchedulingAttributes.Of(hostTid);
        var processors = ProcessorAffinity.Of(hostTid);
        return new SchedulingRecord
        {
            Policy = attributes.Policy,
            Flags = attributes.Flags,
            Nice = attributes.Nice,
            Priority = attributes.Priority,
            RuntimeNanoseconds = attributes.RuntimeNanoseconds,
            DeadlineNanoseconds = attributes.DeadlineNanoseconds,
            PeriodNanoseconds = attributes.PeriodNanoseconds,
            Processors = processors.AsSpan().SequenceEqual(AllProcessors.Value) ? [] : processors,
            InputOutputPriority = InputOutputPriority.Of(hostTid),
        };
    }

    /// <summary>/sys/devices/system/cpu/online, such as <c>0-3,8</c>, as a mask.</summary>
    private static byte[] ReadOnlineProcessors()
    {
        var mask = new byte[1024];
        foreach (var range in File.ReadAllText("/sys/devices/system/cpu/online").Trim().Split(','))
        {
            var ends = range.Split('-').Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            for (var processor = ends[0]; processor <= ends[^1]; processor++)
                mask[processor / 8] |= (byte)(1 << processor % 8);
        }
        return mask.AsSpan().TrimEnd((byte)0).ToArray();
    }
}
