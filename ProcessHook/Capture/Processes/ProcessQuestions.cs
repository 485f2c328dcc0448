using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Mono.Unix.Native;
using static Entracte.ProcessHook.Linux.ProcessControl;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>Asks a process all that only it knows about itself, in one batch.</summary>
internal sealed class ProcessQuestions
{
    private const int Signals = 64;
    private const int ResourceLimits = 16;
    private const int IntervalTimers = 3;
    private const long QueryPersonality = 0xffffffff;
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private const int ProtectionKeyMax = 15;
    private const int PageBytes = 4096;

    private readonly SyscallBatch batch = new();
    private readonly IReadOnlyList<TimerListing> timers;
    private readonly IReadOnlyDictionary<int, int> ownTids;
    private readonly bool nothingIsAtZero;

    private ProcessQuestions(FrozenMember member)
    {
        timers = TimerListing.Of(member.LivingTid);
        ownTids = member.OwnTids;
        nothingIsAtZero = member.Areas[0].Start >= PageBytes;
    }

    public static ProcessAnswers Ask(FrozenMember member) => new ProcessQuestions(member).AskAll(member.Hook);

    private ProcessAnswers AskAll(ISyscallServer server)
    {
        var programBreak = batch.Add(SystemCall.brk, 0);
        var personality = batch.Add(SystemCall.personality, QueryPersonality);
        var actions = Enumerable.Range(1, Signals).Select(signal => Space(32, space => batch.Add(SystemCall.rt_sigaction, signal, 0, space, 8))).ToArray();
        var limits = Enumerable.Range(0, ResourceLimits).Select(limit => Space(16, space => batch.Add(SystemCall.prlimit64, 0, limit, 0, space))).ToArray();
        var intervals = Enumerable.Range(0, IntervalTimers).Select(timer => Space(32, space => batch.Add(SystemCall.getitimer, timer, space))).ToArray();
        var settings = timers.Select(timer => Space(32, space => batch.Add(SystemCall.timer_gettime, timer.Id, space))).ToArray();
        var overruns = timers.Select(timer => batch.Add(SystemCall.timer_getoverrun, timer.Id)).ToArray();
        var deathSignal = Space(4, space => batch.Add(SystemCall.prctl, PR_GET_PDEATHSIG, space));
        var subreaper = Space(4, space => batch.Add(SystemCall.prctl, PR_GET_CHILD_SUBREAPER, space));
        var dumpable = batch.Add(SystemCall.prctl, PR_GET_DUMPABLE);
        var hugePages = batch.Add(SystemCall.prctl, PR_GET_THP_DISABLE);
        var secureBits = batch.Add(SystemCall.prctl, PR_GET_SECUREBITS);
        var keys = AskForKeys();
        var reply = server.Run(batch);
        for (var call = 0; call <= secureBits; call++)
            reply.Result(call);
        return new ProcessAnswers
        {
            Break = (ulong)reply.Result(programBreak),
            Personality = (uint)reply.Result(personality),
            SignalActions = [.. actions.Select(space => ActionOf(Numbers(reply, space)))],
            ResourceLimits = [.. limits.Select(space => LimitOf(Numbers(reply, space)))],
            IntervalTimers = [.. intervals.Select(space => IntervalOf(Numbers(reply, space)))],
            PosixTimers = [.. timers.Select((timer, index) => TimerOf(timer, Numbers(reply, settings[index]), (int)reply.Result(overruns[index])))],
            ParentDeathSignal = reply.Read<int>(deathSignal),
            ChildSubreaper = reply.Read<int>(subreaper) != 0,
            IsDumpable = reply.Result(dumpable) == 1,
            TransparentHugePagesDisabled = reply.Result(hugePages) != 0,
            SecureBits = (uint)reply.Result(secureBits),
            ProtectionKeys = [.. keys.Index().Where(item => reply.Raw(item.Item) == -NativeConvert.FromErrno(Errno.ENOMEM)).Select(item => item.Index + 1)],
        };
    }

    /// <summary>
    /// Where nothing is mapped pkey_mprotect(2) fails with ENOMEM for a key that is allocated and with EINVAL for all others (mm/mprotect.c), which no
    /// other interface tells. Nothing is mapped at address 0, as a rule.
    /// </summary>
    private int[] AskForKeys()
        => nothingIsAtZero ? [.. Enumerable.Range(1, ProtectionKeyMax).Select(key => batch.Add(SystemCall.pkey_mprotect, 0, PageBytes, 0, key))] : [];

    private RemoteBuffer Space(int sizeBytes, Action<RemoteBuffer> use)
    {
        var space = batch.AddSpace(sizeBytes);
        use(space);
        return space;
    }

    private static ReadOnlySpan<ulong> Numbers(SyscallReply reply, RemoteBuffer space) => MemoryMarshal.Cast<byte, ulong>(reply.Bytes(space));

    private static SignalActionRecord ActionOf(ReadOnlySpan<ulong> action) => new() { Handler = action[0], Flags = action[1], Restorer = action[2], Mask = action[3] };

    private static ResourceLimitRecord LimitOf(ReadOnlySpan<ulong> limit) => new() { Soft = limit[0], Hard = limit[1] };

    private static IntervalTimerRecord IntervalOf(ReadOnlySpan<ulong> value) => new()
    {
        IntervalMicroseconds = (long)value[0] * MicrosecondsPerSecond + (long)value[1],
        RemainingMicroseconds = (long)value[2] * MicrosecondsPerSecond + (long)value[3],
    };

    private PosixTimerRecord TimerOf(TimerListing timer, ReadOnlySpan<ulong> value, int overrun) => new()
    {
        Id = timer.Id,
        Clock = timer.Clock,
        Notification = timer.Notification,
        Signal = timer.Signal,
        Value = timer.Value,
        NotifiedTid = ownTids.GetValueOrDefault(timer.NotifiedTid),
        IntervalNanoseconds = (long)value[0] * NanosecondsPerSecond + (long)value[1],
        RemainingNanoseconds = (long)value[2] * NanosecondsPerSecond + (long)value[3],
        Overrun = overrun,
    };
}
