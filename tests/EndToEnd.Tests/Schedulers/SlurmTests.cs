using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Schedulers;

/// <summary>The job script and the prolog of samples/Slurm, under real Slurm.</summary>
[Trait("Category", "Root")]
public sealed class SlurmTests : IDisposable
{
    private const string Counting = "$| = 1; until (-e $ARGV[0]) { print $i++, \"\\n\"; select(undef, undef, undef, 0.02) } print \"done\\n\";";
    private readonly UserSession session = new();

    [SlurmFact]
    public void A_job_goes_on_after_its_time_limit_and_after_a_requeue_as_if_nothing_had_been()
    {
        var (output, finish) = (session.PathOf("job.out"), session.PathOf("finish"));
        var slurm = new SlurmCluster(session);
        var job = slurm.Submit(output, ["--time=1", "--signal=B:TERM@55"], InstalledProgram.Get("perl"), "-e", Counting, finish);
        WaitForNumbers(output, 0, slurm);
        // The prolog's, of which the job begins none.
        var agent = Assert.Single(session.Agents());

        // By itself, before the limit.
        slurm.StartAgain(job);
        WaitForNumbers(output, Numbers(output).Length, slurm);
        slurm.Requeue(job);
        slurm.StartAgain(job);
        WaitForNumbers(output, Numbers(output).Length, slurm);

        File.WriteAllText(finish, "");
        Waiting.Until("the job's end", () => slurm.StateOf(job) == "", slurm.Explain);
        var told = slurm.Show(job);
        Assert.Contains("JobState=COMPLETED", told, StringComparison.Ordinal);
        Assert.Contains("Restarts=2", told, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, Numbers(output).Length), Numbers(output));
        Assert.Contains("done", File.ReadAllLines(output));
        Assert.Empty(Directory.GetDirectories(session.Images));
        Assert.Equal(agent, Assert.Single(session.Agents()));
    }

    public void Dispose() => session.Dispose();

    private static int[] Numbers(string output)
        => File.Exists(output) ? [.. File.ReadAllLines(output).Where(line => int.TryParse(line, out _)).Select(int.Parse)] : [];

    private static void WaitForNumbers(string output, int before, SlurmCluster slurm)
        => Waiting.Until($"more than {before} numbers", () => Numbers(output).Length > before + 20, slurm.Explain);
}
