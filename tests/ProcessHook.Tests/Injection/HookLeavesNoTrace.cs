using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Tracing;
using Entracte.Victims;

namespace Entracte.ProcessHook.Tests.Injection;

public sealed class HookLeavesNoTrace
{
    private const long SYS_getpid = 39;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] Others =
        ["ticker", "memory_large", "vfork_waits", "code_32bit", "uncapturable", "limits_reached", "unwritable_code", "memory_reserved", "memory_reserved_files", "privileged"];

    public static TheoryData<string> Victims => [.. VictimPrograms.Names.Except(Others)];

    [Theory]
    [MemberData(nameof(Victims))]
    public void Twenty_visits_are_not_noticed_by(string name)
    {
        using var victim = new RunningVictim(name);
        using var tracer = new TracerThread();
        for (var visit = 0; visit < 20; visit++)
        {
            using var frozen = FrozenProcess.Freeze(tracer, victim.Pid, Patience);
            var hook = frozen.Inject();
            var batch = new SyscallBatch();
            batch.Add(SYS_getpid);
            Assert.Equal(victim.Pid, hook.Run(batch).Result(0));
            Assert.Equal(frozen.Threads.Count, frozen.QueryThreads().Count);
        }
        Assert.Equal("pass", victim.Ask());
    }

    [Fact]
    public void The_mappings_and_descriptors_are_what_they_were()
    {
        using var victim = new RunningVictim("threads");
        using var tracer = new TracerThread();
        var before = Describe(victim.Pid);
        using (var frozen = FrozenProcess.Freeze(tracer, victim.Pid, Patience))
        {
            frozen.Inject();
            frozen.QueryThreads();
            Assert.NotEqual(before, Describe(victim.Pid));
        }
        Assert.Equal(before, Describe(victim.Pid));
    }

    [Fact]
    public void While_the_hook_is_inside_the_vdso_reads_as_ours_does()
    {
        using var victim = new RunningVictim("threads");
        using var tracer = new TracerThread();
        using var frozen = FrozenProcess.Freeze(tracer, victim.Pid, Patience);
        frozen.Inject();
        Assert.Equal(ReadVdso("self"), ReadVdso($"{victim.Pid}"));
        frozen.Hook!.Remove();
        Assert.Equal(ReadVdso("self"), ReadVdso($"{victim.Pid}"));
    }

    private static string Describe(int pid)
        => File.ReadAllText($"/proc/{pid}/maps") + string.Join('\n', Directory.GetFiles($"/proc/{pid}/fd").Select(path => new FileInfo(path).LinkTarget));

    private static byte[] ReadVdso(string pid)
    {
        var range = File.ReadLines($"/proc/{pid}/maps").Single(line => line.EndsWith("[vdso]", StringComparison.Ordinal)).Split(' ')[0].Split('-');
        var (start, end) = (Convert.ToInt64(range[0], 16), Convert.ToInt64(range[1], 16));
        using var memory = File.OpenHandle($"/proc/{pid}/mem");
        var bytes = new byte[end - start];
        Assert.Equal(bytes.Length, RandomAccess.Read(memory, bytes, start));
        return bytes;
    }
}
