using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>What people start from a shell: its own jobs and pipelines, make, and the tools between pipes.</summary>
public sealed class ShellTests(UserSession session) : IClassFixture<UserSession>
{
    private readonly ComputationTrial trial = new(session);

    [NeedsFact("bash", "awk")]
    public void Bash_keeps_its_jobs_pipelines_traps_and_statuses()
        => trial.SurvivesWithItsFiles("bash", InstalledProgram.Get("bash"), InstalledProgram.Source("shell.sh"));

    [NeedsFact("make", "awk")]
    public void Parallel_makes_that_share_a_job_server_make_everything_once()
        => trial.SurvivesWithItsFiles("make", "/bin/sh", InstalledProgram.Source("make.sh"), InstalledProgram.Source("."));

    [NeedsFact("find", "sort", "gzip")]
    public void Find_sort_and_gzip_pack_what_they_pack_without_us()
    {
        var tree = Directory.CreateDirectory(session.PathOf("tree")).FullName;
        var random = new Random(1);
        for (var file = 0; file < 50; file++)
            File.WriteAllLines(Path.Combine(tree, $"{file}"), Enumerable.Range(0, 4000).Select(_ => random.NextDouble().ToString(CultureInfo.InvariantCulture)));
        var sum = session.RunProgram("/bin/sh", "-c", "find \"$1\" -type f -exec cat {} + | LC_ALL=C sort | md5sum", "sh", tree).Output.Split(' ')[0];
        trial.SurvivesWithItsFiles("archive", "/bin/sh", InstalledProgram.Source("archive.sh"), tree, sum);
    }

    [NeedsFact("parallel", "awk")]
    public void Gnu_parallel_runs_each_job_once_and_keeps_the_order()
        => trial.SurvivesWithItsFiles("parallel", "/bin/sh", InstalledProgram.Source("parallel.sh"));
}
