using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore.Memory;
using Mono.Unix.Native;
using static Entracte.ProcessHook.Linux.ProcessControl;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>Asks a process all that only it knows about itself, in one batch, which is the same for all and made once.</summary>
internal sealed class ProcessQuestions
{
    private const int Signals = 64;
    private const int ResourceLimits = 16;
    private const int IntervalTimers = 3;
    private const long QueryPersonality = 0xffffffff;
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>arch/x86/include/uapi/asm/prctl.h.</summary>
    private const int ARCH_GET_XCOMP_PERM = 0x1022;

    /// <summary>modify_ldt(2), arch/x86/include/uapi/asm/ldt.h: it tells as much as it is asked for, and nothing where the process has none.</summary>
    private const int ReadSegments = 0, SegmentBytes = 8;

    private const int ProtectionKeyMax = 15;
    private const int PageBytes = 4096;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;

    private static readonly Lazy<ProcessQuestions> WithKeys = new(() => new ProcessQuestions(asksForKeys: true)), WithoutKeys = new(() => new ProcessQuestions(asksForKeys: false));

    private readonly SyscallBatch batch = new();
    private readonly int programBreak, personality, dumpable, hugePages, secureBits, merging;
    private readonly RemoteBuffer deathSignal, subreaper, permissions, newPage;
    private readonly int segments;
    private readonly RemoteBuffer[] actions, limits, intervals;
    private readonly int[] keys;

    private ProcessQuestions(bool asksForKeys)
    {
        programBreak = batch.Add(SystemCall.brk, 0);
        personality = batch.Add(SystemCall.personality, QueryPersonality);
        actions = [.. Enumerable.Range(1, Signals).Select(signal => Space(batch, 32, space => batch.Add(SystemCall.rt_sigaction, signal, 0, space, 8)))];
        limits = [.. Enumerable.Range(0, ResourceLimits).Select(limit => Space(batch, 16, space => batch.Add(SystemCall.prlimit64, 0, limit, 0, space)))];
        intervals = [.. Enumerable.Range(0, IntervalTimers).Select(timer => Space(batch, 32, space => batch.Add(SystemCall.getitimer, timer, space)))];
        deathSignal = Space(batch, 4, space => batch.Add(SystemCall.prctl, PR_GET_PDEATHSIG, space));
        subreaper = Space(batch, 4, space => batch.Add(SystemCall.prctl, PR_GET_CHILD_SUBREAPER, space));
        dumpable = batch.Add(SystemCall.prctl, PR_GET_DUMPABLE);
        hugePages = batch.Add(SystemCall.prctl, PR_GET_THP_DISABLE);
        secureBits = batch.Add(SystemCall.prctl, PR_GET_SECUREBITS);
        // What follows may fail on kernels that do not know it.
        merging = batch.Add(SystemCall.prctl, PR_GET_MEMORY_MERGE, 0, 0, 0, 0);
        permissions = Space(batch, 8, space => batch.Add(SystemCall.arch_prctl, ARCH_GET_XCOMP_PERM, space));
        segments = batch.Add(SystemCall.modify_ldt, ReadSegments, batch.AddSpace(SegmentBytes), SegmentBytes);
        keys = asksForKeys ? AskForKeys() : [];
        // A page that nobody has touched is there at once when all that is mapped is locked.
        var mapped = SyscallArgument.ResultOf(batch.Add(SystemCall.mmap, 0, PageBytes, MappingFlags.PROT_READ | MappingFlags.PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0));
        newPage = Space(batch, 1, space => batch.Add(SystemCall.mincore, mapped, PageBytes, space));
        batch.Add(SystemCall.munmap, mapped, PageBytes);
    }

    public static ProcessAnswers Ask(FrozenMember member) => (member.Areas[0].Start >= PageBytes ? WithKeys : WithoutKeys).Value.AskAll(member);

    private ProcessAnswers AskAll(FrozenMember member)
    {
        var reply = member.Hook.Run(batch);
        for (var call = 0; call <= secureBits; call++)
            reply.Result(call);
        return new ProcessAnswers
        {
            Break = (ulong)reply.Result(programBreak),
            Personality = (uint)reply.Result(personality),
            SignalActions = [.. actions.Select(space => ActionOf(Numbers(reply, space)))],
            ResourceLimits = [.. limits.Select(space => LimitOf(Numbers(reply, space)))],
            IntervalTimers = [.. intervals.Select(space => IntervalOf(Numbers(reply, space)))],
            ParentDeathSignal = reply.Read<int>(deathSignal),
            ChildSubreaper = reply.Read<int>(subreaper) != 0,
            IsDumpable = reply.Result(dumpable) == 1,
            TransparentHugePages = (int)reply.Result(hugePages),
            MergesMemory = reply.Raw(merging) == 1,
            SecureBits = (uint)reply.Result(secureBits),
            HasSegments = reply.Raw(segments) > 0,
            HasNewPagesAtOnce = (reply.Bytes(newPage)[0] & 1) != 0,
            ProtectionKeys = [.. keys.Index().Where(item => reply.Raw(item.Item) == -NativeConvert.FromErrno(Errno.ENOMEM)).Select(item => item.Index + 1)],
            // What the call cannot tell stays as it was sent: 0.
            ExtendedStatePermissions = reply.Read<ulong>(permissions),
        };
    }

    /// <summary>
    /// Where nothing is mapped pkey_mprotect(2) fails with ENOMEM for a key that is allocated and with EINVAL for all others (mm/mprotect.c), which no
    /// other interface tells. Nothing is mapped at address 0, as a rule.
    /// </summary>
    private int[] AskForKeys() => [.. Enumerable.Range(1, ProtectionKeyMax).Select(key => batch.Add(SystemCall.pkey_mprotect, 0, PageBytes, 0, key))];

    private static RemoteBuffer Space(SyscallBatch batch, int sizeBytes, Action<RemoteBuffer> use)
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
}
