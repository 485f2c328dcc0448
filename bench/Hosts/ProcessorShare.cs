using System.Globalization;

namespace Entracte.Bench.Hosts;

/// <summary>
/// What a simulated host may have of the machine's processors, so that it has the same beside many others as alone: a control group of the cpu controller, cgroups(7), version 1.
/// </summary>
internal sealed class ProcessorShare : IDisposable
{
    private const string Controller = "/sys/fs/cgroup/cpu";

    /// <summary>Who has used up his share waits for the next period: a long one would be seen in what is measured.</summary>
    private const int PeriodMicroseconds = 10_000;

    private readonly string folder;

    /// <param name="name">Nobody else's.</param>
    /// <param name="processors">As many; also a fraction.</param>
    public ProcessorShare(string name, double processors)
    {
        folder = Directory.CreateDirectory(Path.Combine(Controller, name)).FullName;
        Set("cpu.cfs_period_us", PeriodMicroseconds);
        Set("cpu.cfs_quota_us", (int)(processors * PeriodMicroseconds));
    }

    /// <summary>Whether the machine has that controller.</summary>
    public static bool IsPossible => File.Exists(Path.Combine(Controller, "cgroup.procs"));

    /// <summary>The command that becomes this one, to which and to whose children the share is given.</summary>
    public string[] Of(IEnumerable<string> command) => ["sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", Members, .. command];

    /// <summary>To be called when all have been ended; waits until they are gone.</summary>
    public void Dispose()
    {
        const int PatienceMilliseconds = 10_000;
        for (var waited = 0; File.ReadAllText(Members).Length > 0; waited++)
        {
            if (waited == PatienceMilliseconds)
                throw new BenchException($"In the control group {folder} something lives still.");
            Thread.Sleep(1);
        }

        Directory.Delete(folder);
    }

    private string Members => Path.Combine(folder, "cgroup.procs");

    private void Set(string file, int value) => File.WriteAllText(Path.Combine(folder, file), value.ToString(CultureInfo.InvariantCulture));
}
