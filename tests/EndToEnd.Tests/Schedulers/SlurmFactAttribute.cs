using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Schedulers;

/// <summary>A fact about real Slurm, whose daemons need root; skipped, and says so, without. Its class has the trait Category=Root.</summary>
public sealed class SlurmFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "perl"];

    public SlurmFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "needs root";
        else if (Programs.FirstOrDefault(program => InstalledProgram.Find(program) is null) is { } missing)
            Skip = $"not installed: {missing} (tests/packages.txt)";
    }
}
